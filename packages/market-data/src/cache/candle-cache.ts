import type { Candle, CandleInterval } from '@qt/contracts';
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
  /** When the newest candle closed; Unix ms. */
  readonly observedAt: number;
  readonly ageMs: number;
  /** The next candle has been due for 30 s and is missing, because the provider fails. */
  readonly stale: boolean;
}

export interface CachedCandles {
  /**
   * The latest `limit` closed candles (1 to 1000; fewer if the market is younger): from the cache until the next one is
   * 30 s overdue, else from the source; if that fails, from the cache until the next one is 5 min overdue.
   * @throws MarketDataUnavailable, UnknownSymbol, RangeError
   */
  candles(symbol: string, interval: CandleInterval, limit: number): Promise<CandleSet>;
  /** Updates the usual window of a symbol from the source; counts no lookup. */
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
    /** The cached candles with those that have closed since; undefined if the whole window must be fetched. */
    const extended = async ({ items, nextDueAt }: CachedSet) => {
      const closedSince = Math.floor((records.now() - nextDueAt) / INTERVAL_MS[interval]) + 1;
      const count = closedSince + OVERLAP;
      if (items.length !== window || closedSince < 0 || count >= window) return undefined;
      return appendCandles(items, await fetchLatest(count));
    };
    return async (cached) => {
      const items = (cached && (await extended(cached))) ?? (await fetchLatest(window));
      const newest = items.at(-1);
      if (newest === undefined)
        throw new ProviderFailure('binance', 'garbage', `candles of ${symbol}: expected some, actual none`);
      return { items, nextDueAt: newest.openTime + 2 * INTERVAL_MS[interval] };
    };
  };
  const keyOf = (symbol: string, interval: CandleInterval, window: number) => `${symbol}:${interval}:${window}`;

  return {
    candles: async (symbol, interval, limit) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > CANDLES_PER_CALL) {
        throw new RangeError(`limit: expected an integer from 1 to ${CANDLES_PER_CALL}, actual ${limit}`);
      }
      const window = limit <= USUAL_WINDOW ? USUAL_WINDOW : CANDLES_PER_CALL;
      const key = keyOf(symbol, interval, window);
      try {
        const { value, stale } = await cache.lookup(key, load(symbol, interval, window), { symbol });
        const items = limit < value.items.length ? value.items.slice(-limit) : value.items;
        const observedAt = value.nextDueAt - INTERVAL_MS[interval];
        const ageMs = Math.max(0, records.now() - observedAt);
        return { symbol, interval, source: 'binance', items, observedAt, ageMs, stale };
      } catch (error) {
        throw error instanceof ProviderFailure ? new MarketDataUnavailable(symbol, 'candles', [error]) : error;
      }
    },
    refresh: async (symbol, interval) => {
      await cache.refresh(keyOf(symbol, interval, USUAL_WINDOW), load(symbol, interval, USUAL_WINDOW));
    },
  };
}
