import type { Profile, TradingState } from '@qt/catalogue';
import type { OrderOrigin } from '@qt/contracts';
import type { Amount } from '@qt/domain';
import type { Trip } from '../domain/failsafe.ts';
import type { FlattenOrder } from '../domain/flatten-order.ts';
import type { KillSwitchEnvironment, KillSwitchOverride } from '../domain/kill-switch.ts';
import type { LimitOverrides } from '../domain/limit-overrides.ts';
import type { RealisedEntry } from '../domain/loss-window.ts';
import type { PortfolioContent } from '../domain/portfolio.ts';
import type { FillDispute, RealisedBooks } from '../domain/realised-books.ts';
import type { KnownOrder, ReportedFill, Reservation } from '../domain/reservation.ts';
import type { AuditEntry, AuditPage, NewAuditEntry } from './audit-entry.ts';

/** What an operator or the fail-safe has set, apart from orders. */
export interface Controls {
  readonly killSwitch: KillSwitchOverride | null;
  readonly environment: KillSwitchEnvironment;
  readonly tradingState: TradingState;
  readonly trip: Trip | null;
  /** What an operator demands to be closed; null: nothing. */
  readonly flatten: FlattenOrder | null;
  /** What operators have set instead of the environment's limits. */
  readonly limits: LimitOverrides;
  /** The highest equity so far, USDT; null: not above the opening cash. */
  readonly equityPeak: Amount | null;
}

/** Everything a guard needs in memory to decide. */
export interface GuardContent {
  readonly controls: Controls;
  readonly portfolio: PortfolioContent;
  /** What all fills have left of the positions, with their cost. */
  readonly books: RealisedBooks;
  /** The entries that may still count: those since `LoadOptions.lossesSince`. */
  readonly realised: readonly RealisedEntry[];
  /** Of the same time. */
  readonly disputes: readonly FillDispute[];
}

/** All that has executed of an order, with its terms, in the sequence of their first fills. */
export interface StoredFill {
  /** Ascending with each order. */
  readonly sequence: number;
  readonly fill: ReportedFill;
  readonly reduceOnly: boolean;
  readonly origin: OrderOrigin;
  readonly profile: Profile | null;
}

/** A promoted model, as the registry has it. */
export interface ProvenModel {
  readonly version: string;
  readonly profiles: readonly Profile[];
  /** Unix ms. */
  readonly provenAt: number;
}

/** How a fill counts. */
export interface FillCount {
  /** Whose order it is of; null: placed by hand, or unknown. */
  readonly profile: Profile | null;
  /** From when on its profit or loss counts, Unix ms. */
  readonly countedAt: number;
  /** What had been booked of its order before, in the base asset; unset: nothing. */
  readonly before?: Amount;
  /** What its price is too far from, USDT; unset: from nothing. */
  readonly expectedPrice?: Amount | null;
}

/** Times in Unix ms. */
export interface LoadOptions {
  readonly now: number;
  readonly lossesSince: number;
  readonly allowedSince: number;
  readonly recentSince: number;
}

/**
 * Where a guard's state is stored. Calls take effect in their order, each at once for those that follow it. Every method
 * that changes something does all of it or nothing: it is durable when its promise resolves; when it rejects, with
 * `StoreUnavailable` or the store's own error, nothing has changed. Several may become durable together, and then fail
 * together. A store has one guard: `load` makes the caller that guard, and from then on every write of the previous one
 * is rejected.
 */
export abstract class GuardRepository {
  abstract load(options: LoadOptions): Promise<GuardContent>;
  abstract findOrder(clientOrderId: string): Promise<KnownOrder | null>;
  /** An order will be asked for soon, in its turn: a store that is far away looks for it before. Does not reject. */
  async expectOrder(_clientOrderId: string): Promise<void> {}
  /**
   * Stores an allowed order; one of the same id that expired or was released is replaced. `priceAccepted` (by default): its
   * price is the symbol's reference from now on.
   */
  abstract reserve(reservation: Reservation, priceAccepted?: boolean, entry?: NewAuditEntry | null): Promise<void>;
  /** Releases a reservation and returns it; null if there is none that is still open. `at`: Unix ms. */
  abstract release(
    reservationId: string,
    why: string,
    at: number,
    entry?: NewAuditEntry | null,
  ): Promise<Reservation | null>;
  /** All that was booked of an order; null: nothing. */
  abstract executed(clientOrderId: string): Promise<ReportedFill | null>;
  /**
   * Books what an order newly executed, and returns null; if more was booked of it than `count.before` says, returns all
   * that was and changes nothing. `count`: by default placed by hand, and counted from its own time on.
   */
  abstract fill(fill: ReportedFill, entry?: NewAuditEntry | null, count?: FillCount): Promise<ReportedFill | null>;
  /** Nothing more of an order fills. */
  abstract endOrder(clientOrderId: string, entry?: NewAuditEntry | null): Promise<void>;
  /** From now on the fill of this order is in no dispute; what it counts stays. */
  abstract settleDispute(clientOrderId: string, entry: NewAuditEntry): Promise<void>;
  /** How many orders executed at least in part. */
  abstract countFills(): Promise<number>;
  /** Those orders, oldest first, after that one; `after` 0: from the first on. */
  abstract fillsAfter(after: number, limit: number): Promise<readonly StoredFill[]>;
  abstract saveControls(controls: Controls, entry: NewAuditEntry | null): Promise<void>;
  /** Drops what is reserved, and saves the controls. Losses and positions stay. */
  abstract reset(controls: Controls, entry: NewAuditEntry): Promise<void>;
  /** Replaces the models that the registry named last. `asOf`: when, Unix ms. */
  abstract saveModels(models: readonly ProvenModel[], asOf: number): Promise<void>;
  /** Null: none was stored. */
  abstract models(): Promise<{ readonly models: readonly ProvenModel[]; readonly asOf: number } | null>;
  abstract appendAudit(entry: NewAuditEntry): Promise<void>;
  /** Newest first. */
  abstract audit(page: AuditPage): Promise<readonly AuditEntry[]>;
  /** Writes something; rejects if this guard cannot write now. */
  abstract probe(): Promise<void>;
  abstract close(): Promise<void>;
}
