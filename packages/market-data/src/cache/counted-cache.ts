import type { CacheName, Instruments, Log, LogFields } from '@qt/catalogue';
import { type Batch, settled, toError, valueIn } from './batch.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { SingleFlight } from './single-flight.ts';

export interface CacheRecords {
  readonly instruments: Instruments<'qt_cache_hits_total' | 'qt_cache_fallbacks_total'>;
  readonly log: Pick<Log, 'event'>;
  /** Unix ms. */
  readonly now: () => number;
}

export interface CountedCacheOptions<V> extends CacheRecords {
  readonly name: CacheName;
  /** The least recently used entries beyond this many are dropped. */
  readonly maxItems: number;
  /** The moment, Unix ms, from which a value ages: not when it was stored. */
  readonly agesFrom: (value: V) => number;
  /** A value younger than this, in ms, is served without asking. */
  readonly freshMs: number;
  /** A value younger than this, in ms, is served where its source fails. */
  readonly staleMs: number;
  /** A value counts as fresh for this long, in ms, after it was stored: spares a source whose values arrive late. */
  readonly settleMs?: number;
  /** Entries are dropped this long, in ms, after they were stored. Default: `staleMs`, right for values that age at once. */
  readonly keptMs?: number;
  /** Whether an old value may be served in place of this error of the source. Default: always. */
  readonly bridges?: (error: unknown) => boolean;
}

/** What a lookup found. `stale`: older than the cache's `freshMs`. */
export interface Cached<V> {
  readonly value: V;
  readonly stale: boolean;
  readonly ageMs: number;
}

/** What is looked up, for the debug label and the log line. */
export interface CacheContext extends LogFields {
  readonly symbol?: string;
}

/** Asks the source for these keys. `cached` holds what there is of them, of any age: only news need be fetched. */
export type LoadMany<V> = (keys: readonly string[], cached: ReadonlyMap<string, V>) => Promise<Batch<V>>;
/** The same for a single key. */
export type Load<V> = (cached: V | undefined) => Promise<V>;

interface Entry<V> {
  readonly value: V;
  readonly storedAt: number;
}

/**
 * A cache in memory that counts its lookups, and asks the source once however many wait for the same key. Ages are
 * judged here, by the clock passed in. Values are shared: do not change them.
 */
export class CountedCache<V> {
  readonly #options: CountedCacheOptions<V>;
  readonly #store: MemoryStore<Entry<V>>;
  readonly #flights = new SingleFlight<V>();

  constructor(options: CountedCacheOptions<V>) {
    this.#options = options;
    const { name, instruments, staleMs, keptMs = staleMs } = options;
    this.#store = memoryStore({ ...options, keptMs });
    instruments.qt_cache_hits_total.declare({ cache_name: name, result: 'hit' });
    instruments.qt_cache_hits_total.declare({ cache_name: name, result: 'miss' });
    instruments.qt_cache_fallbacks_total.declare({ cache_name: name });
  }

  /**
   * For each of these different keys the cached value while it is fresh (a hit), else the source's (a miss), else, where
   * the source fails, the cached one while it is younger than `staleMs` (a miss and a fallback). All that miss are
   * loaded by one call. Rejects for no failure of the source.
   */
  async lookupMany(
    keys: readonly string[],
    load: LoadMany<V>,
    contextOf: (key: string) => CacheContext,
  ): Promise<Batch<Cached<V>>> {
    const hits = new Map<string, Cached<V>>();
    for (const key of keys) {
      const hit = await this.#lookUp(key, contextOf(key));
      if (hit !== undefined) hits.set(key, hit);
    }
    const missed = keys.filter((key) => !hits.has(key));
    if (missed.length === 0) return { values: hits, failures: new Map() };
    const loaded = [...this.#load(missed, load)].map(
      ([key, value]) => [key, this.#orStale(key, value, contextOf(key))] as const,
    );
    const { values, failures } = await settled(new Map(loaded));
    return { values: new Map([...hits, ...values]), failures };
  }

  /** A lookup of one key. @throws what `load` threw, where nothing young enough is cached */
  async lookup(key: string, load: Load<V>, context: CacheContext = {}): Promise<Cached<V>> {
    return valueIn(await this.lookupMany([key], single(key, load), () => context), key);
  }

  /** Asks the source and stores its answers; no lookup, and lookups that come meanwhile wait for it. */
  refreshMany(keys: readonly string[], load: LoadMany<V>): Promise<Batch<V>> {
    return settled(this.#load(keys, load));
  }

  /** The same for one key. @throws what `load` threw */
  async refresh(key: string, load: Load<V>): Promise<V> {
    return valueIn(await this.refreshMany([key], single(key, load)), key);
  }

  /** Stores a value; no lookup. */
  async put(key: string, value: V): Promise<void> {
    await this.#store.set(key, { value, storedAt: this.#options.now() });
  }

  #load(keys: readonly string[], load: LoadMany<V>): Map<string, Promise<V>> {
    return this.#flights.join(keys, async (missing) => {
      const cached = new Map<string, V>();
      for (const key of missing) {
        const entry = await this.#store.get(key);
        if (entry !== undefined) cached.set(key, entry.value);
      }
      const batch = await load(missing, cached);
      for (const [key, value] of batch.values) await this.put(key, value);
      return batch;
    });
  }

  #aged(value: V): Cached<V> {
    const { now, agesFrom, freshMs } = this.#options;
    const ageMs = Math.max(0, now() - agesFrom(value));
    return { value, ageMs, stale: ageMs >= freshMs };
  }

  async #lookUp(key: string, { symbol }: CacheContext): Promise<Cached<V> | undefined> {
    const { name, instruments, now, settleMs = 0 } = this.#options;
    const entry = await this.#store.get(key);
    const cached = entry && this.#aged(entry.value);
    const hit = entry && cached && (!cached.stale || now() - entry.storedAt < settleMs) ? cached : undefined;
    const result = hit === undefined ? 'miss' : 'hit';
    instruments.qt_cache_hits_total.add(1, { cache_name: name, result, ...(symbol === undefined ? {} : { symbol }) });
    return hit;
  }

  async #orStale(key: string, loading: Promise<V>, context: CacheContext): Promise<Cached<V>> {
    try {
      return this.#aged(await loading);
    } catch (error) {
      const { name, instruments, log, staleMs, bridges = () => true } = this.#options;
      // Read only now: something newer may have been stored while the source was failing.
      const entry = await this.#store.get(key);
      const cached = entry && this.#aged(entry.value);
      if (cached === undefined || cached.ageMs >= staleMs || !bridges(error)) throw error;
      const { symbol } = context;
      instruments.qt_cache_fallbacks_total.add(1, { cache_name: name, ...(symbol === undefined ? {} : { symbol }) });
      const [age_seconds, reason] = [cached.ageMs / 1000, toError(error).message];
      log.event('cache.fallback.activated', { ...context, cache_name: name, age_seconds, error: reason });
      return cached;
    }
  }
}

function single<V>(key: string, load: Load<V>): LoadMany<V> {
  return async (_, cached) => ({ values: new Map([[key, await load(cached.get(key))]]), failures: new Map() });
}
