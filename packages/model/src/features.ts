import type { Candle } from '@qt/contracts';
import { FEATURES, LOOKBACK_CANDLES } from './feature-table.ts';
import { type Window, windowAt } from './window.ts';

/** One number for each of `FEATURES`, in its order. */
export type FeatureVector = Float64Array;

/** The features at the close of one candle. */
export interface FeatureRow {
  /** Position of that candle in the history. */
  readonly index: number;
  /** Its open time, Unix ms. */
  readonly openTime: number;
  readonly features: FeatureVector;
}

/** There are too few candles for the look-back, or a minute is missing. */
export class CandlesUnusable extends Error {
  override readonly name = 'CandlesUnusable';
}

/**
 * The features as of the last candle, which must be closed. Takes at least `LOOKBACK_CANDLES` one-minute candles,
 * oldest first, without a gap among the last `LOOKBACK_CANDLES`; throws `CandlesUnusable` otherwise.
 */
export function featuresOfLast(candles: readonly Candle[]): FeatureVector {
  if (candles.length < LOOKBACK_CANDLES) {
    throw new CandlesUnusable(`candles: expected at least ${LOOKBACK_CANDLES}, actual ${candles.length}`);
  }
  const window = windowAt(candles, candles.length - 1, LOOKBACK_CANDLES);
  if (window === undefined) {
    throw new CandlesUnusable(`candles: expected one each minute over ${LOOKBACK_CANDLES} minutes, actual: a gap`);
  }
  return featuresOf(window);
}

/**
 * The features as of every candle of a history (one-minute, closed, oldest first) that is preceded by enough candles
 * without a gap. The same code as for the last one. `wanted` selects candles.
 */
export function featuresOfHistory(
  candles: readonly Candle[],
  wanted: (candle: Candle) => boolean = () => true,
): FeatureRow[] {
  const rows: FeatureRow[] = [];
  for (const [index, candle] of candles.entries()) {
    if (!wanted(candle)) continue;
    const window = windowAt(candles, index, LOOKBACK_CANDLES);
    if (window !== undefined) rows.push({ index, openTime: candle.openTime, features: featuresOf(window) });
  }
  return rows;
}

function featuresOf(window: Window): FeatureVector {
  return Float64Array.from(FEATURES, (feature) => feature.of(window));
}
