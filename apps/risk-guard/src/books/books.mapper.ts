import type { BookedFill, OpenOrder as OpenOrderBody } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import type { OpenOrder } from '../domain/reservation.ts';
import { orderOf } from '../orders/orders.mapper.ts';
import type { StoredFill } from '../store/guard.repository.ts';

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
    open: fill.open,
    reduce_only: reduceOnly,
    origin,
    profile,
  };
}

export function openOrderOf(body: OpenOrderBody): OpenOrder {
  const price = body.price === null ? null : amount(body.price);
  return { ...orderOf(body), reservationId: body.reservation_id, price };
}
