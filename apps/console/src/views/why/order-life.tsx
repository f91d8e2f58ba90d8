import type { Order } from '@qt/contracts';
import { words } from '../../format/words.ts';
import { Instant } from '../../parts/instant.tsx';

/** An order from its first state to its last, with the cause of each. */
export function OrderLife({ client_order_id, side, quantity, symbol, events }: Order) {
  return (
    <>
      <p class="text">
        {side} {quantity} {symbol}, <code>{client_order_id}</code>
      </p>
      <ol>
        {events.map(({ at, state, cause }) => (
          <li key={`${at} ${state}`}>
            <Instant at={at} /> {words(state)}
            {cause === '' ? null : `: ${cause}`}
          </li>
        ))}
      </ol>
    </>
  );
}
