import type { PriceAvailability } from '@qt/market-data';

/**
 * Why no symbol has a price that is young enough for an order; null if one has, or if none was requested for a while and
 * the next order would. `now` is Unix ms.
 */
export function whyNoPrice(
  { newest, failure }: Pick<PriceAvailability, 'newest' | 'failure'>,
  maxAgeSeconds: number,
  now: number,
): string | null {
  const tooOld = (at: number) => newest === null || at - newest.observedAt > maxAgeSeconds * 1000;
  if (!tooOld(now)) return null;
  const expected = `no symbol has a price at most ${maxAgeSeconds} s old`;
  if (failure !== null) return `${expected}: ${failure}`;
  if (newest === null || !tooOld(newest.receivedAt)) return null;
  return `${expected}: the newest was ${Math.round((newest.receivedAt - newest.observedAt) / 1000)} s old when it came`;
}
