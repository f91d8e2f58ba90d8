import type { CacheName } from '@qt/catalogue';
import { type Aged, AgedStore, type AgedStoreOptions } from './aged-store.ts';
import { type Batch, settled, valueIn } from './batch.ts';
import { type CacheContext, CacheRecorder, type CacheRecords } from './cache-recorder.ts';
import { SingleFlight } from './single-flight.ts';

export interface CountedCacheOptions<V> extends CacheRecords, Omit<AgedStoreOptions<V>, 'keptMs'> {
  readonly name: CacheName;
  /** A value younger than this, in ms, is served if its source fails. */
  readonly staleMs: number;
  /** Entries are dropped this long, in ms, after they were stored. Default: `staleMs`. */
  readonly keptMs?: number;
  /** Whether an old value may be served instead of this error of the source. Default: always. */
  readonly fallsBackOn?: (error: unknown) => boolean;
}

/** Loads these keys from the source. `cached` has their values of any age: only what is new need be fetched. */
type LoadMany<V> = (keys: readonly string[], cached: ReadonlyMap<string, V>) => Promise<Batch<V>>;
/** Loads one key from the source. */
export type Load<V> = (cached: V | undefined) => Promise<V>;

/**
 * A cache in memory that counts its lookups. Concurrent lookups of a key share one load. Ages go by the clock passed in.
 * Values are shared: do not change them.
 */
export class CountedCache<V> {
  readonly #options: CountedCacheOptions<V>;
  readonly #store: AgedStore<V>;
  readonly #recorder: CacheRecorder;
  readonly #flights = new SingleFlight<V>();

  constructor(options: CountedCacheOptions<V>) {
    this.#options = options;
    const { name, staleMs, keptMs = staleMs } = options;
    this.#store = new AgedStore({ ...options, keptMs });
    this.#recorder = new CacheRecorder(name, options);
  }

  /**
   * For each of these distinct keys: the cached value while it is fresh (a hit), else the source's (a miss), else, if the
   * source fails, the cached one while it is younger than `staleMs` (a miss and a fallback). All misses are loaded by one
   * call. Failures of the source are in the batch.
   *
   * A fresh value that is older than `maxAgeMs` is a hit too, but is loaded with them, unless it was just stored.
   */
  async lookupMany(
    keys: readonly string[],
    load: LoadMany<V>,
    contextOf: (key: string) => CacheContext,
    maxAgeMs?: number,
  ): Promise<Batch<Aged<V>>> {
    const hits = new Map<string, Aged<V>>();
    for (const key of keys) {
      const hit = await this.#store.getFresh(key, maxAgeMs);
      this.#recorder.lookup(hit === undefined ? 'miss' : 'hit', contextOf(key));
      if (hit?.current) hits.set(key, hit.aged);
    }
    const missed = keys.filter((key) => !hits.has(key));
    if (missed.length === 0) return { values: hits, failures: new Map() };
    const loaded = [...this.#load(missed, load)].map(
      ([key, value]) => [key, this.#orStale(key, value, contextOf(key))] as const,
    );
    const { values, failures } = await settled(new Map(loaded));
    return { values: new Map([...hits, ...values]), failures };
  }

  /** A lookup of one key. @throws what `load` threw, if nothing young enough is cached */
  async lookup(key: string, load: Load<V>, context: CacheContext = {}, maxAgeMs?: number): Promise<Aged<V>> {
    return valueIn(await this.lookupMany([key], single(key, load), () => context, maxAgeMs), key);
  }

  /** Loads the keys and stores their values. Counts no lookup; lookups in the meantime wait for it. */
  refreshMany(keys: readonly string[], load: LoadMany<V>): Promise<Batch<V>> {
    return settled(this.#load(keys, load));
  }

  /** {@link refreshMany} of one key. @throws what `load` threw */
  async refresh(key: string, load: Load<V>): Promise<V> {
    return valueIn(await this.refreshMany([key], single(key, load)), key);
  }

  /** Stores a value; counts no lookup. */
  async put(key: string, value: V): Promise<void> {
    await this.#store.set(key, value);
  }

  #load(keys: readonly string[], load: LoadMany<V>): Map<string, Promise<V>> {
    return this.#flights.join(keys, async (missing) => {
      const cached = new Map<string, V>();
      for (const key of missing) {
        const aged = await this.#store.get(key);
        if (aged !== undefined) cached.set(key, aged.value);
      }
      const batch = await load(missing, cached);
      for (const [key, value] of batch.values) await this.put(key, value);
      return batch;
    });
  }

  async #orStale(key: string, loading: Promise<V>, context: CacheContext): Promise<Aged<V>> {
    try {
      return this.#store.aged(await loading);
    } catch (error) {
      const { staleMs, fallsBackOn = () => true } = this.#options;
      // Read only now: a newer value may have been stored while the source was failing.
      const cached = await this.#store.get(key);
      if (cached === undefined || cached.ageMs >= staleMs || !fallsBackOn(error)) throw error;
      if (cached.stale) this.#recorder.fallback(context, cached.ageMs, error);
      return cached;
    }
  }
}

function single<V>(key: string, load: Load<V>): LoadMany<V> {
  return async (_, cached) => ({ values: new Map([[key, await load(cached.get(key))]]), failures: new Map() });
}
