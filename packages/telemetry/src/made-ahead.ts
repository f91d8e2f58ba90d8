const AHEAD = 64;

/**
 * The same function, called for many results at once. For ids: one that is made between the rest of a request's code, which
 * evicts it from the processor's caches, costs several times one that is made in a loop (docs/adr/0024).
 */
export function madeAhead<T>(make: () => T): () => T {
  const made: T[] = [];
  return () => {
    const next = made.pop();
    if (next !== undefined) return next;
    while (made.length < AHEAD) made.push(make());
    return make();
  };
}
