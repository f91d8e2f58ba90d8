import { SpotRestAPI } from '@binance/spot';
import type { CandleInterval } from '@qt/contracts';
import { type BinanceAnswer, binanceRequests } from './binance-requests.ts';
import type { CandleRange } from './candle-range.ts';

/** The endpoints that are used. Each rejects with a ProviderFailure if no answer, or no JSON, arrives. */
export interface BinanceMarket {
  tickers(symbols: readonly string[], signal?: AbortSignal): Promise<BinanceAnswer>;
  klines(symbol: string, interval: CandleInterval, range: CandleRange, signal?: AbortSignal): Promise<BinanceAnswer>;
  time(signal?: AbortSignal): Promise<BinanceAnswer>;
  exchangeInfo(symbols: readonly string[], signal?: AbortSignal): Promise<BinanceAnswer>;
}

/** The public endpoints. */
export function binanceMarket(baseUrl: string): BinanceMarket {
  const request = binanceRequests({ baseUrl });
  return {
    tickers: (symbols, signal) =>
      request((api) => api.ticker24hr({ symbols: [...symbols], type: SpotRestAPI.Ticker24hrTypeEnum.MINI }), signal),
    klines: (symbol, interval, { first, last, limit }, signal) => {
      const window = {
        symbol,
        interval: interval as SpotRestAPI.KlinesIntervalEnum,
        startTime: first,
        endTime: last,
        limit,
      };
      return request((api) => api.klines(window), signal);
    },
    time: (signal) => request((api) => api.time(), signal),
    exchangeInfo: (symbols, signal) =>
      request((api) => api.exchangeInfo({ symbols: [...symbols], showPermissionSets: false }), signal),
  };
}
