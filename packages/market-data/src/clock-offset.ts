import type { ClockSource } from './clock.ts';

/** Half of the round trip may be error, so a slower one tells nothing of a clock that is a second off. */
const LONGEST_ROUND_TRIP_MS = 1000;

/**
 * By how many seconds a provider's clock is ahead of `now` (Unix ms): its time, minus the middle of request and reply.
 * Undefined if it does not answer, or too slowly. Never rejects.
 */
export async function clockOffset(
  source: ClockSource,
  now: () => number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const sentAt = now();
  const time = await source.time(signal).catch(() => undefined);
  const receivedAt = now();
  if (time === undefined || receivedAt - sentAt > LONGEST_ROUND_TRIP_MS) return undefined;
  return (time - (sentAt + receivedAt) / 2) / 1000;
}
