import type { Amount } from './amount.ts';

/**
 * The fail-safe: when the rolling loss reaches its limit, opening orders end, and stay ended for at least the reset
 * time, also when the loss falls below the limit sooner; without a reset time, until somebody resets it.
 */
export interface Trip {
  /** Unix ms. */
  readonly at: number;
  /** The rolling loss that tripped it, in USDT. */
  readonly loss: Amount;
}

/** Does a trip still forbid opening orders, apart from the loss itself? `resetMs` null: it does until it is reset. */
export function latched(trip: Trip | null, now: number, resetMs: number | null): trip is Trip {
  return trip !== null && (resetMs === null || now < trip.at + resetMs);
}

/**
 * The trip after a look at the loss: set when the loss is at the limit and there was none, kept while it lasts or the
 * loss is still at the limit, else lifted.
 */
export function nextTrip(
  trip: Trip | null,
  loss: Amount,
  limit: Amount,
  now: number,
  resetMs: number | null,
): Trip | null {
  if (loss.gte(limit)) return trip ?? { at: now, loss };
  return latched(trip, now, resetMs) ? trip : null;
}
