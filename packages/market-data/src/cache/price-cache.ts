import type { Instruments, Log } from '@qt/catalogue';
import { UnknownSymbol } from '../failures.ts';
import type { Price, PriceBatch, PriceSource } from '../price.ts';
import { type CountedCache, createCountedCache } from './counted-cache.ts';

export interface CacheRecords {
  readonly instruments: Instruments<'qt_cache_hits_total' | 'qt_cache_fallbacks_total'>;
  readonly log: Pick<Log, 'event'>;
  /** Unix ms. */
  readonly now: () => number;
}

/** A price and how old it is. `stale`: older than a minute, because no provider had a younger one. */
export interface AgedPrice extends Price {
  readonly stale: boolean;
  readonly ageMs: number;
}

export interface CachedPrices {
  /**
   * The price of a symbol: cached while fresh, else from the source, else what the cache still holds, up to 15 min old.
   * @throws MarketDataUnavailable, UnknownSymbol
   */
  latest(symbol: string): Promise<AgedPrice>;
  /** Asks the source for all of them and stores what came; no lookup. */
  warm(symbols: readonly string[]): Promise<PriceBatch>;
}

const FRESH_MS = 60_000;
const STALE_MS = 15 * 60_000;
/** CoinGecko's prices can be older than a minute on arrival; they are not asked for again at each lookup. */
const SETTLE_MS = 10_000;

export function withPriceCache(source: PriceSource, maxItems: number, records: CacheRecords): CachedPrices {
  const cache: CountedCache<Price> = createCountedCache({
    name: 'price',
    maxItems,
    agesFrom: (price) => price.observedAt,
    freshMs: FRESH_MS,
    staleMs: STALE_MS,
    settleMs: SETTLE_MS,
    bridges: (error) => !(error instanceof UnknownSymbol),
    ...records,
  });
  return {
    latest: async (symbol) => {
      const { value, stale, ageMs } = await cache.lookup(symbol, () => source.latest(symbol), { symbol });
      return { ...value, stale, ageMs };
    },
    warm: async (symbols) => {
      const batch = await source.latestOf(symbols);
      for (const [symbol, price] of batch.prices) await cache.put(symbol, price);
      return batch;
    },
  };
}
