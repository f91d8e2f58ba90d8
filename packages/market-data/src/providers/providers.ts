import type { CandleGapListener } from '../candle-gaps.ts';
import { createBinance } from './binance.ts';
import { createCoingecko } from './coingecko.ts';

export interface ProvidersOptions {
  /** For example `https://api.binance.com`, or the simulator. */
  readonly binanceUrl: string;
  /** For example `https://api.coingecko.com`, or the simulator's `/coingecko`. */
  readonly coingeckoUrl: string;
  /** CoinGecko's coin ids by symbol, beyond those well known (`QT_COINGECKO_IDS`). */
  readonly coinIds?: ReadonlyMap<string, string> | undefined;
  readonly coingeckoApiKey?: string | undefined;
  /** Unix ms. */
  readonly now: () => number;
  readonly onGaps?: CandleGapListener | undefined;
}

/** The adapter of each provider: one attempt a call. */
export function createProviders({ binanceUrl, coingeckoUrl, coinIds, coingeckoApiKey, now, onGaps }: ProvidersOptions) {
  return {
    binance: createBinance({ baseUrl: binanceUrl, now, onGaps }),
    coingecko: createCoingecko({ baseUrl: coingeckoUrl, now, coinIds, apiKey: coingeckoApiKey }),
  };
}
