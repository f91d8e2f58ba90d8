import { type Batch, valueIn } from './batch.ts';

/** Loads each key once at a time: further callers wait for the load in progress. */
export class SingleFlight<V> {
  readonly #loading = new Map<string, Promise<V>>();

  /** The values of these distinct keys; keys that are not being loaded yet are loaded by one call. */
  join(keys: readonly string[], load: (keys: readonly string[]) => Promise<Batch<V>>): Map<string, Promise<V>> {
    const joined = new Map<string, Promise<V>>();
    const missing: string[] = [];
    for (const key of keys) {
      const loading = this.#loading.get(key);
      if (loading === undefined) missing.push(key);
      else joined.set(key, loading);
    }
    if (missing.length === 0) return joined;
    const batch = load(missing);
    for (const key of missing) {
      const loading = batch.then((loaded) => valueIn(loaded, key)).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
      joined.set(key, loading);
    }
    return joined;
  }
}
