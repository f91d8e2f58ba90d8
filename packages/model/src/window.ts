import { type Candle, MINUTE_MS } from '@qt/contracts';

/**
 * A view of the candles up to and including one of them. Reads count back from that candle, so that no feature can
 * look ahead.
 */
export interface Window {
  /** The candle `ago` minutes before the newest one of the window; 0 is the newest. */
  at(ago: number): Candle;
  /** Change of the close over the last `minutes`, as a fraction. */
  change(minutes: number): number;
  /** One-minute changes of the close, fractions, the newest `minutes` of them, newest first. */
  changes(minutes: number): number[];
  /** The newest `minutes` candles, newest first. */
  last(minutes: number): Candle[];
}

/** The window of `length` candles that ends at `candles[end]`; undefined if a minute is missing. */
export function windowAt(candles: readonly Candle[], end: number, length: number): Window | undefined {
  const newest = candles[end];
  const oldest = candles[end - length + 1];
  if (newest === undefined || oldest === undefined) return undefined;
  if (newest.openTime - oldest.openTime !== (length - 1) * MINUTE_MS) return undefined;

  const at = (ago: number): Candle => {
    const candle = ago >= 0 && ago < length ? candles[end - ago] : undefined;
    if (candle === undefined) throw new RangeError(`ago: expected 0 to ${length - 1} minutes, actual ${ago}`);
    return candle;
  };
  const change = (minutes: number) => at(0).close / at(minutes).close - 1;
  const changes = (minutes: number) =>
    Array.from({ length: minutes }, (_, ago) => at(ago).close / at(ago + 1).close - 1);
  const last = (minutes: number) => Array.from({ length: minutes }, (_, ago) => at(ago));
  return { at, change, changes, last };
}
