import type { CacheName, Instruments, Log, LogFields } from '@qt/catalogue';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';

export interface CountedCacheOptions<V> {
  readonly name: CacheName;
  /** The least recently used entries beyond this many are dropped. */
  readonly maxItems: number;
  /** The moment, Unix ms, from which a value ages: not when it was stored. */
  readonly agesFrom: (value: V) => number;
  /** A value younger than this, in ms, is served without asking. */
  readonly freshMs: number;
  /** A value younger than this, in ms, is served where its source fails. */
  readonly staleMs: number;
  /** A value counts as fresh for this long, in ms, after it was stored: spares a source whose values come late. */
  readonly settleMs?: number;
  /** Entries are forgotten this long, in ms, after they were stored. Default: `staleMs`, right for values that age at once. */
  readonly keptMs?: number;
  /** Whether an error of the source is a failure to be bridged; one that is not reaches the caller. Default: all are. */
  readonly bridges?: (error: unknown) => boolean;
  readonly instruments: Instruments<'qt_cache_hits_total' | 'qt_cache_fallbacks_total'>;
  readonly log: Pick<Log, 'event'>;
  /** Unix ms. */
  readonly now: () => number;
}

/** What a lookup found. `stale`: older than the cache's `freshMs`. */
export interface Cached<V> {
  readonly value: V;
  readonly stale: boolean;
  readonly ageMs: number;
}

/** Asks the source. It is given what is held, of any age, so that it need only ask for what has come since. */
export type Load<V> = (held: V | undefined) => Promise<V>;

/** A cache that counts its lookups, and asks the source once however many wait for the same key. Values are shared: do not change them. */
export interface CountedCache<V> {
  /**
   * The cached value while it is fresh (a hit), else the source's (a miss), else, where the source fails, the cached one
   * while it is younger than `staleMs` (a miss and a fallback).
   * @param context the symbol or profile that is looked up, for the debug label and the log line
   * @throws what `load` threw, where nothing young enough is held
   */
  lookup(key: string, load: Load<V>, context?: CacheContext): Promise<Cached<V>>;
  /** Asks the source and stores its answer; no lookup, and lookups that come meanwhile wait for it. */
  refresh(key: string, load: Load<V>): Promise<V>;
  /** Stores a value that came by itself; no lookup. */
  put(key: string, value: V): Promise<void>;
}

export interface CacheContext extends LogFields {
  readonly symbol?: string;
}

interface Entry<V> {
  readonly value: V;
  readonly storedAt: number;
}

/** A counted cache in memory. Ages are judged here, by the clock passed in; bentocache holds, bounds and expires. */
export function createCountedCache<V>(options: CountedCacheOptions<V>): CountedCache<V> {
  const { name, agesFrom, freshMs, staleMs, settleMs = 0, bridges = () => true, now } = options;
  const store = openStore(options);
  const flights = new Map<string, Promise<V>>();
  const { qt_cache_hits_total: lookups, qt_cache_fallbacks_total: fallbacks } = options.instruments;
  lookups.declare({ cache_name: name, result: 'hit' });
  lookups.declare({ cache_name: name, result: 'miss' });
  fallbacks.declare({ cache_name: name });

  const put = async (key: string, value: V) => {
    await store.set({ key, value: { value, storedAt: now() } satisfies Entry<V> });
  };
  const refresh = (key: string, load: Load<V>) => {
    const underWay = flights.get(key);
    if (underWay !== undefined) return underWay;
    const ask = async () => {
      const entry: Entry<V> | undefined = await store.get({ key });
      const value = await load(entry?.value);
      await put(key, value);
      return value;
    };
    const flight = ask().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
  const aged = (value: V): Cached<V> => {
    const ageMs = Math.max(0, now() - agesFrom(value));
    return { value, ageMs, stale: ageMs >= freshMs };
  };

  const lookup: CountedCache<V>['lookup'] = async (key, load, context = {}) => {
    const labels = context.symbol === undefined ? {} : { symbol: context.symbol };
    const entry: Entry<V> | undefined = await store.get({ key });
    const held = entry && aged(entry.value);
    if (entry && held && (!held.stale || now() - entry.storedAt < settleMs)) {
      lookups.add(1, { cache_name: name, result: 'hit', ...labels });
      return held;
    }
    lookups.add(1, { cache_name: name, result: 'miss', ...labels });
    try {
      return aged(await refresh(key, load));
    } catch (error) {
      // Read again: a warm-up may have stored something newer while the source was failing.
      const latest: Entry<V> | undefined = await store.get({ key });
      const bridge = latest && aged(latest.value);
      if (bridge === undefined || bridge.ageMs >= staleMs || !bridges(error)) throw error;
      fallbacks.add(1, { cache_name: name, ...labels });
      const reason = error instanceof Error ? error.message : String(error);
      options.log.event('cache.fallback.activated', {
        ...context,
        cache_name: name,
        age_seconds: bridge.ageMs / 1000,
        error: reason,
      });
      return bridge;
    }
  };
  return { lookup, refresh, put };
}

/**
 * bentocache's own `getOrSet` is not used: with grace it answers from the past at once and refreshes behind, it runs a
 * failing source again for each caller that waited, and each fallback prolongs the entry's life.
 */
function openStore<V>({ name, maxItems, freshMs, staleMs, keptMs = staleMs }: CountedCacheOptions<V>) {
  // Values are not serialized: it would cost more than all the rest of a hit.
  const memory = memoryDriver({ maxItems, serialize: false });
  const stores = { [name]: bentostore({ ttl: freshMs, grace: keptMs }).useL1Layer(memory) };
  return new BentoCache({ default: name, stores }).use(name);
}
