import type { BookedFill } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import type { FilledOrder } from '../domain/order.ts';

/** A fill of the ledger as the books are exchanged, with decimals as text. */
export function bookedFillOf({ order, ...fill }: FilledOrder, reservationId: string): BookedFill {
  return {
    client_order_id: order.clientOrderId,
    reservation_id: reservationId,
    symbol: order.symbol,
    side: order.side,
    quantity: decimalText(fill.quantity),
    price: decimalText(fill.price),
    fee: decimalText(fill.fee),
    realised_pnl: decimalText(fill.realisedPnl),
    filled_at: new Date(fill.filledAt).toISOString(),
    reduce_only: order.reduceOnly,
    origin: order.origin,
    profile: order.profile,
  };
}
