import type { Profile } from '@qt/catalogue';
import type { Position } from '../domain/account.ts';
import type { Denial, Fill, FilledOrder, Order } from '../domain/order.ts';
import type { Amount } from '../money.ts';

/**
 * Where an order stands. `pending`: the guard may have been asked. `reserved`: allowed, the executor may have been
 * told. `filled`: in the books, the guard not yet told. `confirmed`: told. `closed`: it never filled and never will
 * under this attempt. `releasing`: likewise, and the guard must still be told.
 */
export type OrderState =
  | { readonly state: 'pending' | 'closed' }
  | { readonly state: 'reserved' | 'releasing'; readonly reservationId: string }
  | { readonly state: 'filled' | 'confirmed'; readonly reservationId: string; readonly filled: FilledOrder };

export type LedgerOrder = OrderState & { readonly order: Order };

export interface AccountTotals {
  /** What the account was opened with. USDT, as the other amounts. */
  readonly openingBalance: Amount;
  readonly cash: Amount;
  readonly realisedPnl: Amount;
  readonly fees: Amount;
}

/** In the books, or refused because the account does not hold what the order needs. */
export type Settled =
  | { readonly covered: true; readonly filled: FilledOrder }
  | { readonly covered: false; readonly denial: Denial };

/** A message that the guard has not acknowledged yet. */
export type Debt =
  | { readonly kind: 'confirm'; readonly filled: FilledOrder; readonly reservationId: string }
  | { readonly kind: 'release'; readonly clientOrderId: string; readonly reservationId: string; readonly why: string };

/**
 * The durable books: orders, fills, positions, cash. Each method is one step of an order's way, in the books for good
 * when it resolves; a step that does not follow from the order's state throws WrongStep and changes nothing.
 */
export interface Ledger {
  find(clientOrderId: string): Promise<LedgerOrder | undefined>;
  /** New, or closed before and tried again → `pending`. `at` in Unix ms. */
  begin(order: Order, at: number): Promise<void>;
  /** `pending` → `reserved`. */
  reserve(clientOrderId: string, reservationId: string): Promise<void>;
  /** `pending` → `closed`; `reserved` → `releasing`. */
  close(clientOrderId: string, why: string): Promise<void>;
  /** `reserved` → `filled`, with its position, cash and profit or loss; stays `reserved` if the account does not cover it. */
  fill(clientOrderId: string, fill: Fill): Promise<Settled>;
  /** What `fill` would say; changes nothing. */
  preview(order: Order, fill: Fill): Promise<Settled>;
  /** `filled` → `confirmed`; `releasing` → `closed`. */
  acknowledge(clientOrderId: string): Promise<void>;
  /** Orders left `pending` or `reserved`: between two steps when the process ended, or when a step failed. */
  unfinished(): Promise<LedgerOrder[]>;
  /** What the guard must still be told, oldest first. */
  debts(): Promise<Debt[]>;
  /** The latest fills, newest first. */
  fills(limit: number): Promise<FilledOrder[]>;
  /** What one profile holds of a symbol, or, for null, a hand. */
  position(symbol: string, profile: Profile | null): Promise<Position | undefined>;
  /** By symbol, oldest first. */
  positions(): Promise<Position[]>;
  totals(): Promise<AccountTotals>;
}

/** A step that does not follow from where the order stands. */
export class WrongStep extends Error {
  override readonly name = 'WrongStep';

  constructor(clientOrderId: string, step: string, state: string) {
    super(`order ${clientOrderId}: cannot ${step} while ${state}`);
  }
}
