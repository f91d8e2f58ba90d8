import type { RiskState } from '@qt/contracts';
import { ask } from '../../acts/current-act.ts';
import { Money } from '../../parts/decimal.tsx';
import { Panel } from '../../parts/panel.tsx';

/** Fills whose profit or loss was reported otherwise than the guard counts; absent while there is none. */
export function DisputesPanel({ books }: Pick<RiskState, 'books'>) {
  if (books.disputes.length === 0) return null;
  return (
    <Panel title="Disputed fills" class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col" class="number">
              Guard counts
            </th>
            <th scope="col" class="number">
              Reported
            </th>
            <th scope="col">
              <span class="unseen">Act</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {books.disputes.map(({ client_order_id, own, reported }) => (
            <tr key={client_order_id}>
              <th scope="row">{client_order_id}</th>
              <td class="number">
                <Money value={own} unit="USDT" />
              </td>
              <td class="number">
                <Money value={reported} unit="USDT" />
              </td>
              <td class="act">
                <button type="button" class="small" onClick={() => ask({ kind: 'settle_dispute', client_order_id })}>
                  Settle
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
