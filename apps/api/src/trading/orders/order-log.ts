import type { Log } from '@qt/catalogue';
import type { Order } from '../domain/order.ts';
import { textOf } from '../money.ts';
import type { Placement } from './submission.ts';

/** One line for what became of an order, with whose it was. Returns the outcome as it is. */
export function logged(log: Pick<Log, 'info' | 'warn'>, order: Order, placement: Placement): Placement {
  const what = {
    client_order_id: order.clientOrderId,
    symbol: order.symbol,
    ...(order.profile === null ? {} : { profile: order.profile }),
    side: order.side,
    quantity: textOf(order.quantity),
    origin: order.origin,
  };
  switch (placement.outcome) {
    case 'filled': {
      const { price, fee, realisedPnl } = placement.filled;
      const money = { price: textOf(price), fee: textOf(fee), realised_pnl: textOf(realisedPnl) };
      log.info('order filled', { ...what, ...money });
      break;
    }
    case 'repeated':
      log.info('order repeated: it had filled before', what);
      break;
    case 'conflict':
      log.info('order refused: its client_order_id stands for another order', what);
      break;
    case 'denied': {
      const { reason, limit, observed } = placement.denial;
      log.info('order denied', { ...what, reason, limit, observed });
      break;
    }
    default:
      log.warn(`order not placed: ${placement.error}`, { ...what, outcome: placement.outcome });
  }
  return placement;
}
