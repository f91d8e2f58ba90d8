const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A service that ran this long before it died starts with the first pause again. */
const STEADY_MS = 60_000;

/** How long to wait before a restart. Grows from 0.5 s to 30 s while the service keeps dying. */
export function restartPause(previousPauseMs: number | undefined, ranMs: number): number {
  if (previousPauseMs === undefined || ranMs >= STEADY_MS) return FIRST_MS;
  return Math.min(previousPauseMs * 2, LONGEST_MS);
}
