import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';

interface MemoryStoreOptions {
  readonly name: string;
  /** The least recently used entries beyond this many are dropped. */
  readonly maxItems: number;
  /** An entry younger than this, in ms, is fresh. */
  readonly freshMs: number;
  /** An entry is dropped this long, in ms, after it was stored. */
  readonly keptMs: number;
}

export interface MemoryStore<E> {
  get(key: string): Promise<E | undefined>;
  set(key: string, entry: E): Promise<void>;
}

/**
 * bentocache stores, bounds and expires the entries. Its `getOrSet` is not used: with grace it serves an old value at once
 * and refreshes in the background, it retries a failing source for each waiting caller, each fallback extends the entry's
 * life, and it loads one key at a time.
 */
export function memoryStore<E>({ name, maxItems, freshMs, keptMs }: MemoryStoreOptions): MemoryStore<E> {
  // Serializing would cost more than the rest of a hit.
  const memory = memoryDriver({ maxItems, serialize: false });
  const stores = { [name]: bentostore({ ttl: freshMs, grace: keptMs }).useL1Layer(memory) };
  const cache = new BentoCache({ default: name, stores }).use(name);
  return {
    get: (key) => cache.get<E>({ key }),
    set: async (key, entry) => void (await cache.set({ key, value: entry })),
  };
}
