import type { Amount } from './amount.ts';
import type { OrderBody } from './order-request.ts';

/** An allowed order whose exposure is held until it is confirmed, released or expires. */
export interface Reservation extends OrderBody {
  readonly clientOrderId: string;
  readonly reservationId: string;
  /** The price it was allowed at, in USDT. */
  readonly price: Amount;
  /** Unix ms. */
  readonly reservedAt: number;
  /** Unix ms; from this instant on it holds nothing. */
  readonly expiresAt: number;
}

/** What the guard knows of a `client_order_id` that it has seen before. */
export type KnownOrder =
  | { readonly state: 'reserved'; readonly reservation: Reservation }
  /** Its caller said that it did not fill: the id is free again. */
  | { readonly state: 'released'; readonly reservation: Reservation }
  | { readonly state: 'filled' };

/** A filled order, as its caller reports it. */
export interface Fill {
  readonly clientOrderId: string;
  /** Null: the reservation is not known any more. */
  readonly reservationId: string | null;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: Amount;
  /** In USDT. */
  readonly price: Amount;
  readonly fee: Amount;
  /** Profit above 0, loss below, after fees, in USDT. */
  readonly realisedPnl: Amount;
  /** Unix ms. */
  readonly filledAt: number;
}

/** Do both tell of the same fill, whichever reservation and time they name? */
export function sameFill(a: Fill, b: Fill): boolean {
  return (
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.quantity.equals(b.quantity) &&
    a.price.equals(b.price) &&
    a.fee.equals(b.fee) &&
    a.realisedPnl.equals(b.realisedPnl)
  );
}

export function expired(reservation: Reservation, now: number): boolean {
  return now >= reservation.expiresAt;
}
