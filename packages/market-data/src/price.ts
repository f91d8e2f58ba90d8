import type { ProviderName } from '@qt/catalogue';

/** What one unit of a symbol's base asset costs, as one provider saw it. */
export interface Price {
  /** In Binance's spelling: `BTCUSDT`. */
  readonly symbol: string;
  /** Quote asset per base asset: a decimal above 0, as text. */
  readonly price: string;
  readonly source: ProviderName;
  /** When the provider saw this price, by its own account; Unix ms, never in the future. */
  readonly observedAt: number;
}

/** The answer to a question about several symbols: a price or the reason why there is none, for each of them. */
export interface PriceBatch {
  readonly prices: ReadonlyMap<string, Price>;
  readonly failures: ReadonlyMap<string, Error>;
}

/** Where prices come from: an adapter of one provider, or a wrapper of others (retry, failover, cache). */
export interface PriceSource {
  /**
   * The latest price of one symbol.
   * @throws ProviderFailure, UnknownSymbol, or MarketDataUnavailable where several providers failed
   */
  latest(symbol: string, signal?: AbortSignal): Promise<Price>;
  /**
   * The latest prices of several symbols, in as few calls as the provider allows.
   * @throws ProviderFailure when the provider gave none at all
   */
  latestOf(symbols: readonly string[], signal?: AbortSignal): Promise<PriceBatch>;
}
