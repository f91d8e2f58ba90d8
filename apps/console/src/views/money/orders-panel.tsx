import type { MoneySection } from '@qt/contracts';
import { ActButton } from '../../acts/act-button.tsx';
import { words } from '../../format/words.ts';
import { Money, Quantity } from '../../parts/decimal.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';

/** Orders that have not ended, each with every state that it was in and why. */
export function OrdersPanel({ orders }: Pick<MoneySection, 'orders'>) {
  return (
    <Panel title="Orders under way" aside={`${orders.length}`} class="wide">
      {orders.length === 0 ? (
        <Nothing>No order is under way.</Nothing>
      ) : (
        <ul class="orders">
          {orders.map(({ client_order_id, symbol, side, quantity, limit_price, state, events }) => (
            <li key={client_order_id}>
              <p>
                <strong>
                  {side} <Quantity value={quantity} /> {symbol}
                </strong>{' '}
                {limit_price === null ? (
                  'at the market'
                ) : (
                  <>
                    at <Money value={limit_price} unit="USDT" />
                  </>
                )}
                , {words(state)} <code>{client_order_id}</code>
              </p>
              <ol>
                {events.map(({ at, state: was, cause }) => (
                  <li key={`${at} ${was}`}>
                    <Instant at={at} /> {words(was)}: {cause}
                  </li>
                ))}
              </ol>
              <ActButton class="small" act={{ kind: 'cancel_order', client_order_id }}>
                Cancel {client_order_id}
              </ActButton>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
