/** Calls `create` once for each key; for keys that are few. */
export function memoized<K, V>(create: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = create(key);
    known.set(key, made);
    return made;
  };
}
