import type { CandleHistory, CandleSource } from '@qt/market-data';

/** Injects the `CandleSources`. */
export const CANDLE_SOURCES = Symbol('retrain-worker CANDLE_SOURCES');

/** Where candles come from. */
export interface CandleSources {
  /** Years of candles, with retry and circuit breaker. */
  readonly history: Pick<CandleHistory, 'between'>;
  /** One request, past retry and circuit breaker. */
  readonly probe: CandleSource;
  /** How long a recording is, in minutes, before it begins again; null: the market is none. */
  readonly recordedMinutes: () => Promise<number | null>;
}
