import { setImmediate as turn } from 'node:timers/promises';

/** Series that are read or written before the event loop gets its turn: about 2 ms of work. */
const SERIES_A_SLICE = 200;

/** Goes through all items of a list, and lets the event loop run between slices. */
export type InSlices = <T>(items: readonly T[], visit: (item: T) => void) => Promise<void>;

/** For one collection: a slice goes on over the end of a list, since many short lists hold the loop as one long one. */
export function createSlices(): InSlices {
  let left = SERIES_A_SLICE;
  return async (items, visit) => {
    for (const item of items) {
      if (left === 0) {
        await turn();
        left = SERIES_A_SLICE;
      }
      left -= 1;
      visit(item);
    }
  };
}
