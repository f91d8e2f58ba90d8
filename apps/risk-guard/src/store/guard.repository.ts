import type { TradingState } from '@qt/contracts';
import type { Trip } from '../domain/failsafe.ts';
import type { KillSwitchEnvironment, KillSwitchOverride } from '../domain/kill-switch.ts';
import type { RealisedEntry } from '../domain/loss-window.ts';
import type { BookContent } from '../domain/portfolio.ts';
import type { Fill, KnownOrder, Reservation } from '../domain/reservation.ts';
import type { AuditEntry, NewAuditEntry } from './audit-entry.ts';

/** What an operator or the guard itself has ordered, apart from orders. */
export interface Control {
  readonly killSwitch: KillSwitchOverride | null;
  /** Since when guards have been running with `QT_KILL_SWITCH` on. */
  readonly environment: KillSwitchEnvironment;
  readonly state: TradingState;
  readonly trip: Trip | null;
}

/** All that a guard needs in memory to decide. */
export interface GuardContent {
  readonly control: Control;
  readonly book: BookContent;
  /** The entries that may still count: those since `LoadOptions.lossesSince` and the last reset. */
  readonly realised: readonly RealisedEntry[];
}

export interface LoadOptions {
  /** Unix ms. */
  readonly now: number;
  readonly lossesSince: number;
  readonly allowedSince: number;
}

/**
 * Where a guard's state lives. Every method that changes something is one transaction, durable when its promise
 * resolves, and rejects with `StoreUnavailable` (or the store's own error) with nothing changed. A store has one guard:
 * `load` makes the caller its guard, and from then on every write of the one before is rejected.
 */
export interface GuardStore {
  load(options: LoadOptions): Promise<GuardContent>;
  findOrder(clientOrderId: string): Promise<KnownOrder | null>;
  /** Keeps an allowed order; one of the same id that expired or was released is replaced. */
  reserve(reservation: Reservation): Promise<void>;
  /** The reservation, if it was there and neither released nor filled; it is released then. */
  release(reservationId: string, why: string): Promise<Reservation | null>;
  /** Takes a fill in, and answers null; or, if its order had filled before, changes nothing and answers that fill. */
  fill(fill: Fill): Promise<Fill | null>;
  saveControl(control: Control, entry: NewAuditEntry | null): Promise<void>;
  /** Forgets what was realised before and what is reserved, and saves the control. Positions stay. */
  reset(control: Control, entry: NewAuditEntry): Promise<void>;
  appendAudit(entry: NewAuditEntry): Promise<void>;
  /** Newest first. */
  audit(limit: number): Promise<readonly AuditEntry[]>;
  /** Rejects if this guard could not write now. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
