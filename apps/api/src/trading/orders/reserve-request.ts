import type { ReserveRequest } from '@qt/contracts';
import { type Amount, decimalText } from '@qt/domain';
import type { Submission } from './submission.ts';

/** What the guard is asked. `cash` in USDT. */
export function reserveRequest({ order, quote, signal }: Submission, cash: Amount): ReserveRequest {
  return {
    client_order_id: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    quantity: decimalText(order.quantity),
    reduce_only: order.reduceOnly,
    origin: order.origin,
    profile: order.profile,
    price: quote && decimalText(quote.price),
    price_observed_at: quote && new Date(quote.observedAt).toISOString(),
    available_cash: decimalText(cash),
    signal,
  };
}
