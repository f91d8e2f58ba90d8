import type { Candle, CandleInterval } from '@qt/contracts';
import { CANDLES_PER_CALL, type CandleSource, INTERVAL_MS } from '../candles.ts';
import { MarketDataUnavailable, ProviderFailure, UnknownSymbol } from '../failures.ts';
import { appendCandles } from './append-candles.ts';
import { type CacheRecords, CountedCache, type Load } from './counted-cache.ts';

/** The closed candles of one symbol, oldest first, and how old the newest is. Shared: do not change them. */
export interface CandleSet {
  readonly symbol: string;
  readonly interval: CandleInterval;
  readonly source: 'binance';
  readonly items: readonly Candle[];
  /** When the newest candle closed; Unix ms. */
  readonly observedAt: number;
  readonly ageMs: number;
  /** The next candle has been due for 30 s and is not there, because the provider fails. */
  readonly stale: boolean;
}

export interface CachedCandles {
  /**
   * The latest `limit` closed candles (1 to 1000; fewer where the market is younger): cached until 30 s after the next
   * one is due, else from the source, else what the cache still holds, until the next one is 5 min overdue.
   * @throws MarketDataUnavailable, UnknownSymbol, RangeError
   */
  candles(symbol: string, interval: CandleInterval, limit: number): Promise<CandleSet>;
  /** Brings the usual window of a symbol up to date from the source; no lookup. */
  refresh(symbol: string, interval: CandleInterval): Promise<void>;
}

/** A warm-up comes every 30 s: within it, the candle that has just closed may be missing. */
const FRESH_MS = 30_000;
const STALE_MS = 5 * 60_000;
/** What is fetched and kept of each symbol: the longest look-back of the features, with room. A longer request gets the most. */
const USUAL_WINDOW = 500;
/** So many of the cached candles are fetched again: they show that the new ones follow them, and a source that stands still. */
const OVERLAP = 30;

interface CachedSet {
  readonly items: readonly Candle[];
  /** When the candle after the newest closes: from then on the set ages. */
  readonly nextDueAt: number;
}

export function withCandleCache(source: CandleSource, maxItems: number, records: CacheRecords): CachedCandles {
  const cache = new CountedCache<CachedSet>({
    name: 'price',
    maxItems,
    agesFrom: (set) => set.nextDueAt,
    freshMs: FRESH_MS,
    staleMs: STALE_MS,
    keptMs: INTERVAL_MS['1h'] + STALE_MS,
    bridges: (error) => !(error instanceof UnknownSymbol),
    ...records,
  });

  const load = (symbol: string, interval: CandleInterval, window: number): Load<CachedSet> => {
    const fetchLatest = (count: number) => source.candles(symbol, interval, count);
    /** The cached candles with those that have closed since; undefined where that is no way to the whole window. */
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
