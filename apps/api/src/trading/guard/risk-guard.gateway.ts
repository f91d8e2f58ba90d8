import type { DenialReason } from '@qt/catalogue';
import type { Amount, Denial } from '@qt/domain';
import type { FilledOrder } from '../domain/order.ts';
import type { Submission } from '../domain/submission.ts';

/** What the account holds, for the guard to compare with its own books. */
export interface AccountFacts {
  /** In USDT. */
  readonly cash: Amount;
  /** Of the order's symbol, over all profiles. */
  readonly held: Amount;
}

/** The right to submit one order, until `expiresAt` (Unix ms). */
export interface Reservation {
  readonly id: string;
  readonly expiresAt: number;
  /** The price that the guard allowed it at, USDT; null: it knows none. */
  readonly price: Amount | null;
  /** The most that it may cost, USDT, fee included; null: it is a sell. */
  readonly maxCost: Amount | null;
  /** Why the guard would have denied an order that does not reduce a position. */
  readonly waived: readonly DenialReason[];
}

/** The guard's reply to an order. `unavailable`: no decision, so the order must not go out; `code`: of the guard's error, if it sent one. */
export type ReserveReply =
  | { readonly decision: 'allowed'; readonly reservation: Reservation }
  /** `others`: what denies it besides. */
  | { readonly decision: 'denied'; readonly denial: Denial; readonly others: readonly Denial[] }
  | { readonly decision: 'unavailable'; readonly error: string; readonly code?: string };

/** Not ok: the message must be sent again. */
export type Acknowledgement =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string; readonly code?: string };

/** The service that decides whether an order may go out. Failures of the guard or the network are in the result. */
export abstract class RiskGuardGateway {
  /**
   * May the order go out? Past the deadline the reply is `unavailable`, and a reservation that arrives later is released.
   */
  abstract reserve(submission: Submission, facts: AccountFacts): Promise<ReserveReply>;
  /** Why it would deny every order that opens a position now; empty: it would not. Rejects if the guard does not answer. */
  abstract stops(): Promise<readonly DenialReason[]>;
  /** What has executed of an order so far; `open`: the rest may still fill. May be repeated. */
  abstract confirm(filled: FilledOrder, reservationId: string, open: boolean): Promise<Acknowledgement>;
  /** The order did not fill. May be repeated. */
  abstract release(reservationId: string, why: string): Promise<Acknowledgement>;
}
