import { setImmediate as turn } from 'node:timers/promises';

/** Series that are read or written before the event loop gets its turn: about 2 ms of work. */
const SERIES_A_SLICE = 200;

/** Goes through all items, and lets the event loop run between slices of them. */
export async function inSlices<T>(items: readonly T[], visit: (item: T) => void): Promise<void> {
  for (let from = 0; from < items.length; from += SERIES_A_SLICE) {
    if (from > 0) await turn();
    const to = Math.min(from + SERIES_A_SLICE, items.length);
    for (let at = from; at < to; at++) visit(items[at] as T);
  }
}
