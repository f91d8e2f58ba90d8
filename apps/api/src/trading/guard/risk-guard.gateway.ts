import type { ReserveRequest } from '@qt/contracts';
import type { Denial, FilledOrder } from '../domain/order.ts';

/** The right to send one order, until `expiresAt` (Unix ms). */
export interface Reservation {
  readonly id: string;
  readonly expiresAt: number;
}

/** What the risk guard says to an order. `unavailable` is no permission. */
export type Judgement =
  | { readonly decision: 'allowed'; readonly reservation: Reservation }
  | { readonly decision: 'denied'; readonly denial: Denial }
  | { readonly decision: 'unavailable'; readonly error: string };

/** Did the guard take note? If not, it must be told again. */
export type Acknowledgement = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** Who decides whether an order may go out. No method throws for what the guard or the network does. */
export interface RiskGuard {
  /** Asks before an order goes out. Past its deadline the answer is `unavailable`, and what comes later is released. */
  reserve(request: ReserveRequest): Promise<Judgement>;
  /** The order filled; may be repeated. `reservationId` null: not known any more. */
  confirm(filled: FilledOrder, reservationId: string | null): Promise<Acknowledgement>;
  /** The order did not fill; may be repeated. */
  release(reservationId: string, why: string): Promise<Acknowledgement>;
}
