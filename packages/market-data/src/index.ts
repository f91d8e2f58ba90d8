export type { CachedCandles, CandleSet } from './cache/cached-candles.ts';
export type { AgedPrice, CachedPrices, CacheRecords } from './cache/cached-prices.ts';
export {
  type CacheContext,
  type Cached,
  type CountedCache,
  type CountedCacheOptions,
  createCountedCache,
} from './cache/counted-cache.ts';
export { CANDLES_PER_CALL, type CandleSource, type CandleWindow, INTERVAL_MS } from './candles.ts';
export {
  type FailureDetails,
  type FailureKind,
  MarketDataUnavailable,
  ProviderFailure,
  UnknownSymbol,
} from './failures.ts';
export { type CandleHistory, type CandleHistoryOptions, createCandleHistory } from './history.ts';
export {
  createMarketData,
  type MarketData,
  type MarketDataOptions,
  type WarmFailure,
  type WarmReport,
} from './market-data.ts';
export type { Price, PriceBatch, PriceSource } from './price.ts';
export type { PriceSupply } from './price-supply.ts';
export { createProbes, type ProbeOptions, type Probes } from './probes.ts';
export type { ProviderCallOptions, ProviderInstruments } from './provider-call.ts';
