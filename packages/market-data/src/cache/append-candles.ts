import type { Candle } from '@qt/contracts';

/**
 * As many candles as are held, oldest first, ending with the recent ones; undefined where the two do not agree on every
 * candle that they must share, from the first of the recent ones to the last of those held.
 */
export function continued(held: readonly Candle[], recent: readonly Candle[]): readonly Candle[] | undefined {
  const from = held.findLastIndex((candle) => candle.openTime === recent[0]?.openTime);
  if (from < 0) return undefined;
  const shared = held.slice(from);
  if (!shared.every((candle, at) => same(candle, recent[at]))) return undefined;
  return [...held, ...recent.slice(shared.length)].slice(-held.length);
}

function same(one: Candle, other: Candle | undefined): boolean {
  return (
    one.openTime === other?.openTime &&
    one.open === other.open &&
    one.high === other.high &&
    one.low === other.low &&
    one.close === other.close &&
    one.volume === other.volume
  );
}
