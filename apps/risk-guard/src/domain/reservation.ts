import { type Amount, atLeastZero, type Fill, type Order } from '@qt/domain';

/** An allowed order, which counts towards exposure until it is confirmed, released or expires. */
export interface Reservation extends Order {
  readonly reservationId: string;
  /** The price it was allowed at, in USDT. */
  readonly price: Amount;
  /** What has been confirmed of it so far, in the base asset. */
  readonly executed: Amount;
  /** Unix ms. */
  readonly reservedAt: number;
  /** Unix ms; from this instant on it no longer counts. */
  readonly expiresAt: number;
}

/** An allowed order that may still fill, as the API's ledger has it. */
export interface OpenOrder extends Order {
  readonly reservationId: string;
  /** What it may fill near, in USDT; null: unknown. */
  readonly price: Amount | null;
}

/** The state of a `client_order_id` that was seen before. */
export type KnownOrder =
  | { readonly state: 'reserved'; readonly reservation: Reservation }
  /** The caller reported that it did not fill; the id can be reused. */
  | { readonly state: 'released'; readonly reservation: Reservation }
  | { readonly state: 'filled' };

/** What has executed of an order so far, as the caller reports it. */
export interface ReportedFill extends Fill {
  /** Null: unknown to the caller. */
  readonly reservationId: string | null;
  /** The order may fill further. */
  readonly open: boolean;
}

/** What may still execute, in the base asset. */
export function remainingOf({ quantity, executed }: Reservation): Amount {
  return atLeastZero(quantity.minus(executed));
}

export function hasExpired(reservation: Reservation, now: number): boolean {
  return now >= reservation.expiresAt;
}
