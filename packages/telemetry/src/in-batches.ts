const BATCH = 64;

/**
 * The same function, called for many results at once. For ids: one made between the rest of a request's code, which evicts
 * it from the processor's caches, costs several times one made in a loop.
 */
export function inBatches<T>(make: () => T): () => T {
  const made: T[] = [];
  return () => {
    const next = made.pop();
    if (next !== undefined) return next;
    while (made.length < BATCH) made.push(make());
    return make();
  };
}
