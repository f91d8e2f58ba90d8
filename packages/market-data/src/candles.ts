import type { Candle, CandleInterval } from '@qt/contracts';

/** The most candles that one call may ask for. */
export const CANDLES_PER_CALL = 1000;

/** The length of each interval, in ms. */
export const INTERVAL_MS: Readonly<Record<CandleInterval, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
};

/**
 * Which candles: the latest `limit` closed ones, or those that open from `startTime` to `endTime` (Unix ms, both
 * inclusive), the oldest 1000 of them if they are more.
 */
export type CandleWindow = number | { readonly startTime: number; readonly endTime: number };

/**
 * Where candles come from. Only closed candles, oldest first, one an interval without a gap, each consistent
 * (low ≤ open, close ≤ high, all above 0): an answer that is not so is a ProviderFailure, never returned.
 * There may be fewer than asked for, because the market is younger.
 */
export interface CandleSource {
  /** @throws ProviderFailure, UnknownSymbol, or RangeError for a window that no provider could answer */
  candles(symbol: string, interval: CandleInterval, window: CandleWindow, signal?: AbortSignal): Promise<Candle[]>;
}
