import { useComputed } from '@preact/signals';
import { timeline } from '../../live/sections.ts';
import { Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

const MOST = 50;

/** What operators did in the last hour, as the guard's audit has it. */
export function ActsPanel() {
  const acts = useComputed(() => timeline.value.filter(({ event }) => event === 'audit').slice(0, MOST));
  return (
    <Panel title="Acts of the last hour" class="wide">
      {acts.value.length === 0 ? (
        <Nothing>Nobody has acted.</Nothing>
      ) : (
        <Table columns={['At', 'Outcome', 'What']}>
          {acts.value.map(({ id, at, level, message }) => (
            <tr key={id}>
              <td>
                <Instant at={at} />
              </td>
              <td>
                <Status is={level === 'info' ? 'ok' : 'warn'}>{level === 'info' ? 'accepted' : 'refused'}</Status>
              </td>
              <td class="text">{message}</td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
