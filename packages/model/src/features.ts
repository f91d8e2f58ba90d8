import { type Candle, MINUTE_MS } from '@qt/contracts';
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

/** There are too few candles for the look-back. */
export class CandlesUnusable extends Error {
  override readonly name = 'CandlesUnusable';
}

/** There are candles enough, but too many of those between are missing: it will pass. */
export class CandlesGapped extends CandlesUnusable {}

/** How many minutes may be missing in a scan: a twentieth of the look-back. */
const MAX_MISSING = 6;

/**
 * The features as of the last candle, which must be closed. Takes one-minute candles, oldest first, that reach back
 * `LOOKBACK_CANDLES` minutes. Of these up to six may be missing, but none of the newest two: the features that look further back do
 * without. Throws `CandlesGapped` or, for a shorter history, `CandlesUnusable`.
 */
export function featuresOfLast(candles: readonly Candle[]): FeatureVector {
  const opensFrom = (candles.at(-1)?.openTime ?? 0) - (LOOKBACK_CANDLES - 1) * MINUTE_MS;
  const found = candles.filter(({ openTime }) => openTime >= opensFrom).length;
  if (candles[0] === undefined || candles[0].openTime > opensFrom) {
    throw new CandlesUnusable(`candles: expected at least ${LOOKBACK_CANDLES}, actual ${found}`);
  }
  const window = windowAt(candles, candles.length - 1, LOOKBACK_CANDLES, MAX_MISSING);
  if (window === undefined) {
    const [least, missing] = [LOOKBACK_CANDLES - MAX_MISSING, LOOKBACK_CANDLES - found];
    throw new CandlesGapped(
      `candles: expected ${least} of the last ${LOOKBACK_CANDLES}, and the newest two, actual: ${missing} missing`,
    );
  }
  return featuresOf(window);
}

/**
 * The features as of every candle of a history (one-minute, closed, oldest first) whose window is whole:
 * there is nothing to gain from the others. The same code as for the last one. `wanted` selects candles.
 */
export function featuresOfHistory(
  candles: readonly Candle[],
  wanted: (candle: Candle, index: number) => boolean = () => true,
): FeatureRow[] {
  const rows: FeatureRow[] = [];
  for (const [index, candle] of candles.entries()) {
    if (!wanted(candle, index)) continue;
    const window = windowAt(candles, index, LOOKBACK_CANDLES);
    if (window !== undefined) rows.push({ index, openTime: candle.openTime, features: featuresOf(window) });
  }
  return rows;
}

function featuresOf(window: Window): FeatureVector {
  return Float64Array.from(FEATURES, (feature) => feature.of(window));
}
