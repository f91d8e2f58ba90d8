import { UnknownSymbol } from '../failures.ts';
import type { Price, PriceBatch, PriceSource } from '../price.ts';
import { type CacheRecords, CountedCache } from './counted-cache.ts';

/** A price and how old it is. `stale`: older than a minute, because no provider had a younger one. */
export interface AgedPrice extends Price {
  readonly stale: boolean;
  readonly ageMs: number;
}

/**
 * Prices from the cache while they are fresh, else from the source, else what the cache still holds, up to 15 min old.
 * It never rejects for a provider. Symbols must differ.
 */
export interface CachedPrices extends PriceSource<AgedPrice> {
  /** Asks the source for all of them and stores the answers; no lookup. */
  refresh(symbols: readonly string[]): Promise<PriceBatch>;
}

const FRESH_MS = 60_000;
const STALE_MS = 15 * 60_000;
/** CoinGecko's prices can be older than a minute on arrival; they are not asked for again at each lookup. */
const SETTLE_MS = 10_000;

export function withPriceCache(source: PriceSource, maxItems: number, records: CacheRecords): CachedPrices {
  const cache = new CountedCache<Price>({
    name: 'price',
    maxItems,
    agesFrom: (price) => price.observedAt,
    freshMs: FRESH_MS,
    staleMs: STALE_MS,
    settleMs: SETTLE_MS,
    bridges: (error) => !(error instanceof UnknownSymbol),
    ...records,
  });
  const load = async (symbols: readonly string[]) => {
    const { prices: values, failures } = await source.prices(symbols);
    return { values, failures };
  };
  return {
    prices: async (symbols) => {
      const { values, failures } = await cache.lookupMany(symbols, load, (symbol) => ({ symbol }));
      const aged = [...values].map(
        ([symbol, { value, stale, ageMs }]) => [symbol, { ...value, stale, ageMs }] as const,
      );
      return { prices: new Map(aged), failures };
    },
    refresh: async (symbols) => {
      const { values: prices, failures } = await cache.refreshMany(symbols, load);
      return { prices, failures };
    },
  };
}
