import type { BookedFill } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import type { ReportedFill } from '../domain/reservation.ts';
import type { StoredFill } from '../store/guard.repository.ts';

/** A fill of the API's ledger, as it would have been confirmed to the guard. */
export function reportedFillOf(fill: BookedFill): ReportedFill {
  return {
    clientOrderId: fill.client_order_id,
    reservationId: fill.reservation_id,
    symbol: fill.symbol,
    side: fill.side,
    quantity: amount(fill.quantity),
    price: amount(fill.price),
    fee: amount(fill.fee),
    realisedPnl: amount(fill.realised_pnl),
    filledAt: Date.parse(fill.filled_at),
  };
}

/** A stored fill as the books are exchanged, with decimals as text. */
export function bookedFillOf({ fill, reduceOnly, origin, profile }: StoredFill): BookedFill {
  return {
    client_order_id: fill.clientOrderId,
    reservation_id: fill.reservationId,
    symbol: fill.symbol,
    side: fill.side,
    quantity: decimalText(fill.quantity),
    price: decimalText(fill.price),
    fee: decimalText(fill.fee),
    realised_pnl: decimalText(fill.realisedPnl),
    filled_at: new Date(fill.filledAt).toISOString(),
    reduce_only: reduceOnly,
    origin,
    profile,
  };
}
