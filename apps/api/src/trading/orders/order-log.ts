import type { Log } from '@qt/catalogue';
import { decimalText } from '@qt/domain';
import type { Order } from '../domain/order.ts';
import type { SubmissionResult } from '../domain/submission.ts';

/** One line for each submission. */
export function logResult(log: Pick<Log, 'info' | 'warn'>, order: Order, result: SubmissionResult): void {
  const fields = {
    client_order_id: order.clientOrderId,
    symbol: order.symbol,
    ...(order.profile === null ? {} : { profile: order.profile }),
    side: order.side,
    quantity: decimalText(order.quantity),
    origin: order.origin,
  };
  switch (result.outcome) {
    case 'filled': {
      const { price, fee, realisedPnl } = result.filled;
      const money = { price: decimalText(price), fee: decimalText(fee), realised_pnl: decimalText(realisedPnl) };
      log.info('order filled', { ...fields, ...money });
      break;
    }
    case 'repeated':
      log.info('order repeated: it had already filled', fields);
      break;
    case 'conflict':
      log.info('order rejected: its client_order_id belongs to another order', fields);
      break;
    case 'denied': {
      const { reason, limit, observed } = result.denial;
      log.info('order denied', { ...fields, reason, limit, observed });
      break;
    }
    default:
      log.warn(`order not placed: ${result.error}`, { ...fields, outcome: result.outcome });
  }
}
