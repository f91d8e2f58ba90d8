import type { Candle } from '@qt/contracts';

/** One candle of several that follow one another, oldest first; `openTime` is the first one's. */
export function mergeCandles(candles: readonly Candle[]): Candle | undefined {
  const [first, last] = [candles[0], candles.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  let { high, low } = first;
  let volume = 0;
  for (const candle of candles) {
    high = Math.max(high, candle.high);
    low = Math.min(low, candle.low);
    volume += candle.volume;
  }
  return { openTime: first.openTime, open: first.open, high, low, close: last.close, volume };
}
