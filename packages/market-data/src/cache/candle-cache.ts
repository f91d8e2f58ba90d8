import type { Candle, CandleInterval } from '@qt/contracts';
import { missingBetween } from '../candle-gaps.ts';
import { CANDLES_PER_CALL, type CandleSource, INTERVAL_MS } from '../candles.ts';
import { MarketDataUnavailable, ProviderFailure, UnknownSymbol } from '../failures.ts';
import { appendCandles } from './append-candles.ts';
import type { CacheRecords } from './cache-recorder.ts';
import { CountedCache, type Load } from './counted-cache.ts';

/** The closed candles of one symbol, oldest first, and how old the newest is. Shared: do not change them. */
export interface CandleSet {
  readonly symbol: string;
  readonly interval: CandleInterval;
  readonly source: 'binance';
  readonly items: readonly Candle[];
  /** Open times of the candles that are missing among them, Unix ms. */
  readonly missing: readonly number[];
  /** When the newest candle closed; Unix ms. */
  readonly observedAt: number;
  readonly ageMs: number;
  /** The next candle has been due for 30 s and is missing, because the provider fails. */
  readonly stale: boolean;
}

export interface CandleOptions {
  /** Whether the candle that closed last is wanted: a cached set without it is refreshed first. */
  readonly newest?: boolean;
}

export interface CachedCandles {
  /**
   * The closed candles of the latest `limit` intervals (1 to 1000; fewer if some are missing or the market is younger): from the cache until the next one is
   * 30 s overdue, else from the source; if that fails, from the cache until the next one is 5 min overdue.
   * With `newest` the source is asked as soon as the next one has closed.
   * @throws MarketDataUnavailable, UnknownSymbol, RangeError
   */
  candles(symbol: string, interval: CandleInterval, limit: number, options?: CandleOptions): Promise<CandleSet>;
  /** Updates the usual window of a symbol from the source, if a candle has closed since; counts no lookup. */
  refresh(symbol: string, interval: CandleInterval): Promise<void>;
}

/** The cache is warmed every 30 s: until then the candle that has just closed may be missing. */
const FRESH_MS = 30_000;
const STALE_MS = 5 * 60_000;
/** Candles cached for each symbol: the longest look-back of the features, with room. A longer request loads the maximum. */
const USUAL_WINDOW = 500;
/** Cached candles that are fetched again with the new ones, to check that both belong together. */
const OVERLAP = 30;

interface CachedSet {
  readonly items: readonly Candle[];
  /** When the next candle closes; the set ages from then on. */
  readonly nextDueAt: number;
}

export function withCandleCache(source: CandleSource, maxItems: number, records: CacheRecords): CachedCandles {
  const cache = new CountedCache<CachedSet>({
    name: 'candle',
    maxItems,
    agesFrom: (set) => set.nextDueAt,
    freshMs: FRESH_MS,
    staleMs: STALE_MS,
    keptMs: INTERVAL_MS['1h'] + STALE_MS,
    fallsBackOn: (error) => !(error instanceof UnknownSymbol),
    ...records,
  });

  const load = (symbol: string, interval: CandleInterval, window: number): Load<CachedSet> => {
    const fetchLatest = (count: number) => source.candles(symbol, interval, count);
    const intervalMs = INTERVAL_MS[interval];
    /** The cached candles with those that have closed since; undefined if the whole window must be fetched. */
    const extended = async ({ items, nextDueAt }: CachedSet) => {
      const newest = nextDueAt - 2 * intervalMs;
      if (items[0]?.openTime !== newest - (window - 1) * intervalMs) return undefined;
      const closedSince = Math.floor((records.now() - nextDueAt) / intervalMs) + 1;
      if (closedSince === 0) return items;
      const count = closedSince + OVERLAP;
      if (closedSince < 0 || count >= window) return undefined;
      const recent = await fetchLatest(count);
      return appendCandles(items, recent, (recent.at(-1)?.openTime ?? newest) - (window - 1) * intervalMs);
    };
    return async (cached) => {
      const items = (cached && (await extended(cached))) ?? (await fetchLatest(window));
      const newest = items.at(-1);
      if (newest === undefined)
        throw new ProviderFailure('binance', 'garbage', `candles of ${symbol}: expected some, actual none`);
      return { items, nextDueAt: newest.openTime + 2 * intervalMs };
    };
  };
  const keyOf = (symbol: string, interval: CandleInterval, window: number) => `${symbol}:${interval}:${window}`;

  return {
    candles: async (symbol, interval, limit, { newest = false } = {}) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > CANDLES_PER_CALL) {
        throw new RangeError(`limit: expected an integer from 1 to ${CANDLES_PER_CALL}, actual ${limit}`);
      }
      const window = limit <= USUAL_WINDOW ? USUAL_WINDOW : CANDLES_PER_CALL;
      const key = keyOf(symbol, interval, window);
      try {
        const { value, stale } = await cache.lookup(
          key,
          load(symbol, interval, window),
          { symbol },
          newest ? 0 : undefined,
        );
        const intervalMs = INTERVAL_MS[interval];
        const observedAt = value.nextDueAt - intervalMs;
        const items = value.items.filter(({ openTime }) => openTime >= observedAt - limit * intervalMs);
        const missing = missingBetween(items, intervalMs);
        const ageMs = Math.max(0, records.now() - observedAt);
        return { symbol, interval, source: 'binance', items, missing, observedAt, ageMs, stale };
      } catch (error) {
        throw error instanceof ProviderFailure ? new MarketDataUnavailable(symbol, 'candles', [error]) : error;
      }
    },
    refresh: async (symbol, interval) => {
      await cache.refresh(keyOf(symbol, interval, USUAL_WINDOW), load(symbol, interval, USUAL_WINDOW));
    },
  };
}
