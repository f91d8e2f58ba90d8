/** Runs `work` on each item, at most `width` of them at once; each outcome is the caller's to record inside `work`. */
export async function eachAtATime<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
