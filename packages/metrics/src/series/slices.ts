import { setImmediate as turn } from 'node:timers/promises';

/** About 2 ms of work. */
const SERIES_A_SLICE = 200;

/** Visits all items of a list; the event loop runs between slices. */
export type InSlices = <T>(items: readonly T[], visit: (item: T) => void) => Promise<void>;

/** For one collection: a slice may span lists, since many short ones hold the loop as one long one does. */
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
