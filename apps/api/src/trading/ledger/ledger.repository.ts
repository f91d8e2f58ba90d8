import type { Profile } from '@qt/catalogue';
import type { Amount, Denial } from '@qt/domain';
import type { Account } from '../domain/account.ts';
import type { Execution, FilledOrder, Order } from '../domain/order.ts';
import type { Position, PositionKey } from '../domain/position.ts';

/**
 * `pending`: the guard may have been called. `reserved`: allowed, and the venue may have the order. `filled`: booked, not
 * yet confirmed at the guard. `confirmed`: the guard has acknowledged the fill. `releasing`: it will not fill, and the
 * guard must release its reservation. `closed`: it did not fill; its id may be submitted again.
 */
export type OrderState =
  | { readonly state: 'pending' | 'closed' }
  | { readonly state: 'reserved' | 'releasing'; readonly reservationId: string }
  | { readonly state: 'filled' | 'confirmed'; readonly reservationId: string; readonly filled: FilledOrder };

export type LedgerOrder = OrderState & { readonly order: Order };

export interface AccountTotals extends Omit<Account, 'positions'> {
  /** What the account was opened with. USDT, as the other amounts. */
  readonly openingBalance: Amount;
}

/** What one fill realised, in USDT, net of fees. */
export interface Realised {
  /** Ascending with each fill. */
  readonly sequence: number;
  readonly profile: Profile | null;
  readonly pnl: Amount;
}

/** Booked, with the positions that it sold whole; or why the account does not cover it. */
export type FillResult =
  | { readonly covered: true; readonly filled: FilledOrder; readonly closed: readonly Position[] }
  | { readonly covered: false; readonly denial: Denial };

/** A message that the guard has not acknowledged yet. */
export type GuardMessage =
  | { readonly kind: 'confirm'; readonly filled: FilledOrder; readonly reservationId: string }
  | { readonly kind: 'release'; readonly clientOrderId: string; readonly reservationId: string; readonly why: string };

/**
 * Orders, fills, positions and cash. Each method is one transaction, durable when its promise resolves. A transition
 * that the order's state does not allow rejects with InvalidTransition and changes nothing.
 */
export abstract class LedgerRepository {
  abstract find(clientOrderId: string): Promise<LedgerOrder | null>;
  /** New, or `closed` → `pending`. `at` in Unix ms. */
  abstract begin(order: Order, at: number): Promise<void>;
  /** `pending` → `reserved`. */
  abstract reserve(clientOrderId: string, reservationId: string): Promise<void>;
  /** `pending` → `closed`; `reserved` → `releasing`. */
  abstract close(clientOrderId: string, why: string): Promise<void>;
  /** `reserved` → `filled`, and books it in the account; stays `reserved` if the account does not cover it. */
  abstract fill(clientOrderId: string, execution: Execution): Promise<FillResult>;
  /** `filled` → `confirmed`; `releasing` → `closed`. */
  abstract acknowledge(clientOrderId: string): Promise<void>;
  /** Orders that are `pending` or `reserved`, oldest first. */
  abstract unfinished(): Promise<LedgerOrder[]>;
  /** Fills and releases that the guard has not acknowledged, oldest first. */
  abstract unacknowledged(): Promise<GuardMessage[]>;
  /** Newest first. */
  abstract fills(limit: number): Promise<FilledOrder[]>;
  abstract position(key: PositionKey): Promise<Position | null>;
  /** By symbol, oldest first. */
  abstract positions(): Promise<Position[]>;
  abstract totals(): Promise<AccountTotals>;
  /** What fills have realised after that one, oldest first. `after` 0: since the account was opened. */
  abstract realisedSince(after: number): Promise<Realised[]>;
  /** Raises the highest equity to this one if that is higher, and returns the highest. USDT. */
  abstract raiseEquityPeak(equity: Amount): Promise<Amount>;
  /** The account with its positions in one symbol, which is all that an order in this symbol can change. */
  abstract account(symbol: string): Promise<Account>;
}
