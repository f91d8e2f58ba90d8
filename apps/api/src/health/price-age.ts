import type { PriceAvailability } from '@qt/market-data';

/**
 * Why no order could have a price that is young enough, of any symbol; null where one could, or where nobody has asked
 * for a price in a while and the next order would. `now` is Unix ms.
 */
export function whyNoPrice({ newest, failure }: PriceAvailability, maxAgeSeconds: number, now: number): string | null {
  const tooOld = (at: number) => newest === null || at - newest.observedAt > maxAgeSeconds * 1000;
  if (!tooOld(now)) return null;
  const wanted = `no symbol has a price at most ${maxAgeSeconds} s old`;
  if (failure !== null) return `${wanted}: ${failure}`;
  if (newest === null || !tooOld(newest.receivedAt)) return null;
  return `${wanted}: the newest was ${Math.round((newest.receivedAt - newest.observedAt) / 1000)} s old when it came`;
}
