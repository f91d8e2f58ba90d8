import type { SystemHealth } from '@qt/contracts';
import { shownDuration } from '../../format/duration.ts';
import { counted, words } from '../../format/words.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

const CIRCUIT = { closed: 'ok', half_open: 'warn', open: 'bad' } as const;

/** Every provider with its circuit breaker, and which prices it gave. */
export function ProvidersPanel({ providers, prices }: Pick<SystemHealth, 'providers' | 'prices'>) {
  const unpriced = prices.find(({ provider }) => provider === null);
  return (
    <Panel title="Providers">
      <Table columns={['Provider', 'Breaker', { number: 'For' }, { number: 'Newest prices' }]}>
        {providers.map(({ provider, circuit, since, last_error }) => {
          const gave = prices.find((each) => each.provider === provider);
          return (
            <tr key={provider}>
              <th scope="row">{provider}</th>
              <td title={last_error ?? undefined}>
                <Status is={CIRCUIT[circuit]}>{words(circuit)}</Status>
                {last_error === null || circuit === 'closed' ? null : <span class="note"> {last_error}</span>}
              </td>
              <td class="number">
                <Ago at={since} />
              </td>
              <td class="number words">
                {gave === undefined
                  ? '–'
                  : `${counted(gave.symbols, 'symbol')}, ${gave.oldest_seconds === null ? '–' : shownDuration(gave.oldest_seconds * 1000)} old`}
              </td>
            </tr>
          );
        })}
      </Table>
      {unpriced === undefined || unpriced.symbols === 0 ? null : (
        <p class="missing">{counted(unpriced.symbols, 'symbol')} without a price since the API started</p>
      )}
    </Panel>
  );
}
