import type { ProviderName } from '@qt/catalogue';

/** The price of one unit of a symbol's base asset, at one provider. */
export interface Price {
  /** In Binance's spelling: `BTCUSDT`. */
  readonly symbol: string;
  /** Quote asset per base asset: a decimal above 0 with at most 18 decimals, as text. */
  readonly price: string;
  readonly source: ProviderName;
  /** When the provider observed this price, by its own clock; Unix ms, never in the future. */
  readonly observedAt: number;
}

/** Of the exchange that orders go out to; a price of another source shows, but buys nothing. */
export function isOfExchange({ source }: Pick<Price, 'source'>): boolean {
  return source === 'binance';
}

/** For each requested symbol its price, or why there is none. */
export interface PriceBatch<P extends Price = Price> {
  readonly prices: ReadonlyMap<string, P>;
  readonly failures: ReadonlyMap<string, Error>;
}

/** The adapter of one provider, or a wrapper of other sources: retries, failover, cache. */
export interface PriceSource<P extends Price = Price> {
  /**
   * The latest prices of these symbols, in as few calls as the provider allows. A single price is a batch of one.
   * @throws ProviderFailure if there is no price at all; UnknownSymbol if the provider refuses the batch for one symbol
   */
  prices(symbols: readonly string[], signal?: AbortSignal): Promise<PriceBatch<P>>;
}

/** The price of one symbol. @throws why there is none */
export async function priceOf<P extends Price>(source: PriceSource<P>, symbol: string): Promise<P> {
  const { prices, failures } = await source.prices([symbol]);
  const price = prices.get(symbol);
  if (price === undefined) throw failures.get(symbol) ?? new Error(`no price of ${symbol}`);
  return price;
}
