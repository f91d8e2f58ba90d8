import { type MemoryStore, memoryStore } from './memory-store.ts';

export interface AgedStoreOptions<V> {
  readonly name: string;
  /** The least recently used entries beyond this many are dropped. */
  readonly maxItems: number;
  /** The moment, Unix ms, from which a value ages: not when it was stored. */
  readonly agesFrom: (value: V) => number;
  /** A value younger than this, in ms, is fresh. */
  readonly freshMs: number;
  /** For this long, in ms, after it was stored, a value counts as fresh whatever its age. Default: 0. */
  readonly settleMs?: number;
  /** Entries are dropped this long, in ms, after they were stored. */
  readonly keptMs: number;
  /** Unix ms. */
  readonly now: () => number;
}

/** A value with its age. `stale`: at least `freshMs` old. */
export interface Aged<V> {
  readonly value: V;
  readonly stale: boolean;
  readonly ageMs: number;
}

/** A value that was stored less than this ago is not asked for again. */
const JUST_STORED_MS = 1000;

interface FreshValue<V> {
  readonly aged: Aged<V>;
  readonly current: boolean;
}

/** Values in memory whose age counts from their own time. */
export class AgedStore<V> {
  readonly #options: AgedStoreOptions<V>;
  readonly #store: MemoryStore<{ readonly value: V; readonly storedAt: number }>;

  constructor(options: AgedStoreOptions<V>) {
    this.#options = options;
    this.#store = memoryStore(options);
  }

  /** The value of any age. */
  async get(key: string): Promise<Aged<V> | undefined> {
    const entry = await this.#store.get(key);
    return entry && this.aged(entry.value);
  }

  /** The value if it is fresh, or was stored less than `settleMs` ago. `current`: its age is below `maxAgeMs`, or it was just stored. */
  async getFresh(key: string, maxAgeMs = Number.POSITIVE_INFINITY): Promise<FreshValue<V> | undefined> {
    const { now, agesFrom, settleMs = 0 } = this.#options;
    const entry = await this.#store.get(key);
    if (entry === undefined) return undefined;
    const aged = this.aged(entry.value);
    const storedMs = now() - entry.storedAt;
    if (aged.stale && storedMs >= settleMs) return undefined;
    return { aged, current: now() - agesFrom(entry.value) < maxAgeMs || storedMs < Math.min(maxAgeMs, JUST_STORED_MS) };
  }

  async set(key: string, value: V): Promise<void> {
    await this.#store.set(key, { value, storedAt: this.#options.now() });
  }

  aged(value: V): Aged<V> {
    const { now, agesFrom, freshMs } = this.#options;
    const ageMs = Math.max(0, now() - agesFrom(value));
    return { value, ageMs, stale: ageMs >= freshMs };
  }
}
