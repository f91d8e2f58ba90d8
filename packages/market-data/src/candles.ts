import type { Candle, CandleInterval } from '@qt/contracts';

/** The most candles that one call may request. */
export const CANDLES_PER_CALL = 1000;

/** The length of each interval, in ms. */
export const INTERVAL_MS: Readonly<Record<CandleInterval, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
};

/**
 * Which candles: a number of the latest closed ones, or those that open from `startTime` to `endTime` (Unix ms, both
 * inclusive); if they are more than 1000, the oldest 1000.
 */
export type CandleWindow = number | { readonly startTime: number; readonly endTime: number };

/**
 * A source of closed candles, oldest first, each minute once and each consistent (low ≤ open, close ≤ high, all above 0).
 * Candles may be missing, and a young market has fewer than requested. An answer with anything wrong in it is a
 * ProviderFailure.
 */
export interface CandleSource {
  /** @throws ProviderFailure, UnknownSymbol, or RangeError for an invalid window */
  candles(symbol: string, interval: CandleInterval, window: CandleWindow, signal?: AbortSignal): Promise<Candle[]>;
}
