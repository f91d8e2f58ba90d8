import type { Amount } from '@qt/domain';

/**
 * A trip of the fail-safe: when the rolling loss reaches its limit, opening orders are denied for at least the reset
 * time, even if the loss falls below the limit sooner; without a reset time, until an operator resets it.
 */
export interface Trip {
  /** Unix ms. */
  readonly at: number;
  /** The rolling loss that tripped it, in USDT. */
  readonly loss: Amount;
}

/** Does the trip still deny opening orders, whatever the loss is now? `resetMs` null: until it is reset. */
export function latched(trip: Trip | null, now: number, resetMs: number | null): trip is Trip {
  return trip !== null && (resetMs === null || now < trip.at + resetMs);
}

/**
 * The trip for the current loss: a new one when the loss reaches the limit, the same while it lasts or the loss is
 * still at the limit, else null.
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
