import type { TimelineItem } from '@qt/contracts';
import { withQuery } from '../../api/call.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';

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
            {items.length === 0 ? (
              <Nothing>None in the last hour.</Nothing>
            ) : (
              <table>
                <thead>
                  <tr>
                    {['At', 'Service', 'Level', 'What'].map((title) => (
                      <th key={title} scope="col">
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
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
                </tbody>
              </table>
            )}
          </>
        )}
      </Fetched>
    </Panel>
  );
}
