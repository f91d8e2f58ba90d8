import type { MoneySection } from '@qt/contracts';
import { Money, Profit, Quantity } from '../../parts/decimal.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';

/** The latest fills, newest first. */
export function FillsPanel({ fills }: Pick<MoneySection, 'fills'>) {
  return (
    <Panel title="Fills" aside={`the latest ${fills.length}`} class="wide">
      {fills.length === 0 ? (
        <Nothing>Nothing has filled yet.</Nothing>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1)
        <section class="scroll tall" aria-label="The latest fills" tabIndex={0}>
          <Table
            columns={[
              'At',
              'Symbol',
              'Side',
              'Origin',
              { number: 'Quantity' },
              { number: 'Price, USDT' },
              { number: 'Notional' },
              { number: 'Fee' },
              { number: 'Realised' },
            ]}
          >
            {fills.map(fillRow)}
          </Table>
        </section>
      )}
    </Panel>
  );
}

function fillRow(fill: MoneySection['fills'][number]) {
  const { client_order_id, symbol, side, origin, profile, quantity, price, notional, fee, realised_pnl, filled_at } =
    fill;
  return (
    <tr key={client_order_id} title={client_order_id}>
      <td>
        <Instant at={filled_at} />
      </td>
      <th scope="row">{symbol}</th>
      <td>{side}</td>
      <td>{profile === null ? origin : `${origin}, ${profile}`}</td>
      <td class="number">
        <Quantity value={quantity} />
      </td>
      <td class="number">
        <Money value={price} />
      </td>
      <td class="number">
        <Money value={notional} />
      </td>
      <td class="number">
        <Money value={fee} />
      </td>
      <td class="number">{side === 'buy' ? '–' : <Profit value={realised_pnl} />}</td>
    </tr>
  );
}
