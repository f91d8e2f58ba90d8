import type { SystemHealth } from '@qt/contracts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

/** Every service: does it work, why not, since when, and how often it has started. */
export function ServicesPanel({ services }: Pick<SystemHealth, 'services'>) {
  const working = services.filter(({ ok }) => ok).length;
  return (
    <Panel title="Services" aside={`${working} of ${services.length} work`}>
      <Table columns={['Service', 'State', { number: 'For' }, { number: 'Starts' }]}>
        {services.map(({ name, ok, detail, since, starts }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td title={detail}>
              <Status is={ok ? 'ok' : 'bad'}>{ok ? 'works' : 'does not'}</Status>
              {ok ? null : <span class="note"> {detail}</span>}
            </td>
            <td class="number">
              <Ago at={since} />
            </td>
            <td class="number">{starts ?? '–'}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
