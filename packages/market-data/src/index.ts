export { CANDLES_PER_CALL, type CandleSource, type CandleWindow, INTERVAL_MS } from './candles.ts';
export {
  type FailureDetails,
  type FailureKind,
  MarketDataUnavailable,
  ProviderFailure,
  UnknownSymbol,
} from './failures.ts';
export type { Price, PriceBatch, PriceSource } from './price.ts';
