import type { Candle } from '@qt/contracts';
import { CandlesUnusable, type FeatureVector, featuresOfLast, LOOKBACK_CANDLES } from '@qt/model';

/** The features at the close of `candles[index]`; null: too many of the candles before it are missing. */
export type FeaturesAt = (candles: readonly Candle[], index: number) => FeatureVector | null;

/** As a scan computes them. */
export const productionFeatures: FeaturesAt = (candles, index) => {
  try {
    return featuresOfLast(candles.slice(Math.max(0, index - LOOKBACK_CANDLES + 1), index + 1));
  } catch (error) {
    if (error instanceof CandlesUnusable) return null;
    throw error;
  }
};
