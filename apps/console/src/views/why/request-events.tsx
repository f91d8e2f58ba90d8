import type { TimelineItem } from '@qt/contracts';
import { withQuery } from '../../api/call.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { hashOf } from '../../page/route.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';

/** What all services logged of one request, oldest first. */
export function RequestEvents({ id }: { readonly id: string }) {
  const path = withQuery('/console/timeline', { request_id: id, limit: '1000' });
  const answer = useFetched<{ readonly items: readonly TimelineItem[]; readonly missing: readonly string[] }>(path);
  return (
    <Panel title="Events of this request">
      <Fetched answer={answer}>
        {({ items, missing }) => (
          <>
            {missing.length === 0 ? null : (
              <p class="missing">Without those of {missing.join(', ')}, which did not answer.</p>
            )}
            <Traces items={items} asked={id} />
            {items.length === 0 ? (
              <Nothing>None in the last hour.</Nothing>
            ) : (
              <Table columns={['At', 'Service', 'Level', 'What']}>
                {items.toReversed().map(({ id: key, at, service, level, message }) => (
                  <tr key={key}>
                    <td>
                      <Instant at={at} />
                    </td>
                    <td>{service}</td>
                    <td>
                      <span class={`level ${level}`}>{level}</span>
                    </td>
                    <td class="text">{message}</td>
                  </tr>
                ))}
              </Table>
            )}
          </>
        )}
      </Fetched>
    </Panel>
  );
}

/** Where their waterfalls are. */
function Traces({ items, asked }: { readonly items: readonly TimelineItem[]; readonly asked: string }) {
  const ids = [...new Set(items.map(({ trace_id }) => trace_id))].filter((id) => id !== null && id !== asked);
  return ids.map((id) => (
    <p key={id}>
      Trace: <a href={hashOf('why', { id: id ?? '' })}>{id}</a>
    </p>
  ));
}
