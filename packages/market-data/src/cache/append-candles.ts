import type { Candle } from '@qt/contracts';

/**
 * The cached candles followed by the newer ones of `recent`, oldest first, those that open at `from` (Unix ms) or later.
 * Undefined if the two differ in a candle of their overlap, or do not overlap.
 */
export function appendCandles(
  cached: readonly Candle[],
  recent: readonly Candle[],
  from: number,
): readonly Candle[] | undefined {
  const overlap = cached.findLastIndex((candle) => candle.openTime === recent[0]?.openTime);
  if (overlap < 0) return undefined;
  const shared = cached.slice(overlap);
  if (!shared.every((candle, at) => equal(candle, recent[at]))) return undefined;
  return [...cached, ...recent.slice(shared.length)].filter(({ openTime }) => openTime >= from);
}

function equal(one: Candle, other: Candle | undefined): boolean {
  return (
    one.openTime === other?.openTime &&
    one.open === other.open &&
    one.high === other.high &&
    one.low === other.low &&
    one.close === other.close &&
    one.volume === other.volume
  );
}
