import { UnknownSymbol } from '../failures.ts';
import type { Price, PriceBatch, PriceSource } from '../price.ts';
import type { CacheRecords } from './cache-recorder.ts';
import { CountedCache } from './counted-cache.ts';

/** A price and its age. `stale`: older than a minute, because no provider has a younger one. */
export interface AgedPrice extends Price {
  readonly stale: boolean;
  readonly ageMs: number;
}

/**
 * Prices from the cache while they are fresh, else from the source; if the source fails, from the cache again, up to
 * 15 min old. Failures of providers are in the batch. Symbols must be distinct.
 */
export interface CachedPrices {
  /** @param maxAgeMs prices older than this are refreshed; they are served as above if the source fails */
  prices(symbols: readonly string[], maxAgeMs?: number): Promise<PriceBatch<AgedPrice>>;
  /** Loads all prices from the source and stores them; counts no lookup. */
  refresh(symbols: readonly string[]): Promise<PriceBatch>;
}

const FRESH_MS = 60_000;
const STALE_MS = 15 * 60_000;
/** CoinGecko's prices can be older than a minute on arrival; without this each lookup would request them again. */
const SETTLE_MS = 10_000;

export function withPriceCache(source: PriceSource, maxItems: number, records: CacheRecords): CachedPrices {
  const cache = new CountedCache<Price>({
    name: 'price',
    maxItems,
    agesFrom: (price) => price.observedAt,
    freshMs: FRESH_MS,
    staleMs: STALE_MS,
    settleMs: SETTLE_MS,
    fallsBackOn: (error) => !(error instanceof UnknownSymbol),
    ...records,
  });
  const load = async (symbols: readonly string[]) => {
    const { prices: values, failures } = await source.prices(symbols);
    return { values, failures };
  };
  return {
    prices: async (symbols, maxAgeMs) => {
      const { values, failures } = await cache.lookupMany(symbols, load, (symbol) => ({ symbol }), maxAgeMs);
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
