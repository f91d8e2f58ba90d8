/** For each key its value, or why it has none. */
export interface Batch<V> {
  readonly values: ReadonlyMap<string, V>;
  readonly failures: ReadonlyMap<string, Error>;
}

/** @throws why the key has no value */
export function valueIn<V>({ values, failures }: Batch<V>, key: string): V {
  const value = values.get(key);
  if (value === undefined) throw failures.get(key) ?? new Error(`expected a value of ${key}, actual none`);
  return value;
}

/** Waits for all promises; a rejection becomes that key's failure. */
export async function settled<V>(promises: ReadonlyMap<string, Promise<V>>): Promise<Batch<V>> {
  const values = new Map<string, V>();
  const failures = new Map<string, Error>();
  const outcomes = await Promise.allSettled(promises.values());
  for (const [index, key] of [...promises.keys()].entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === 'fulfilled') values.set(key, outcome.value);
    if (outcome?.status === 'rejected') failures.set(key, toError(outcome.reason));
  }
  return { values, failures };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
