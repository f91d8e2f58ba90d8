import type { RiskState } from '@qt/contracts';
import { ActButton } from '../../acts/act-button.tsx';
import { Money } from '../../parts/decimal.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';

/** Fills whose profit or loss was reported otherwise than the guard counts; absent while there is none. */
export function DisputesPanel({ books }: Pick<RiskState, 'books'>) {
  if (books.disputes.length === 0) return null;
  return (
    <Panel title="Disputed fills" class="wide">
      <Table columns={['Order', { number: 'Guard counts' }, { number: 'Reported' }, { unseen: 'Act' }]}>
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
              <ActButton class="small" act={{ kind: 'settle_dispute', client_order_id }}>
                Settle
              </ActButton>
            </td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
