import { StoreUnavailable } from '@qt/sqlite';
import { mayPass } from './store-error.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Who holds a folder for longer than this many tries take, 7.5 s, is a second instance and not one that is about to end. */
const TRIES_WHILE_HELD = 5;

function* pauses(): Generator<number> {
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(2 * ms, LONGEST_PAUSE_MS)) yield ms;
}

/**
 * Holds the service's folder, trying again while that may still work: for as long as it takes where the folder is
 * unwritable, for some seconds where another process holds it.
 *
 * @param wait called between two tries, with what was wrong and how long to wait in ms
 * @throws what `hold` throws in the end
 */
export function holdPatiently(hold: () => void, wait: (error: StoreUnavailable, ms: number) => void): void {
  let tries = 0;
  for (const ms of pauses()) {
    try {
      hold();
      return;
    } catch (error) {
      tries += 1;
      if (!(error instanceof StoreUnavailable && error.mayPass)) throw error;
      if (error.fault === 'locked' && tries === TRIES_WHILE_HELD) throw error;
      wait(error, ms);
    }
  }
}

/**
 * Starts a service, trying again for as long as its store is locked, unwritable or cannot be reached: an exit would be final for a
 * caller that starts it only once.
 *
 * @param wait called between two tries, with what was wrong and how long to wait in ms
 */
export async function startPatiently<T>(
  start: () => Promise<T>,
  wait: (error: Error, ms: number) => Promise<void>,
): Promise<T> {
  for (const ms of pauses()) {
    try {
      return await start();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await wait(error, ms);
    }
  }
  throw new Error('the pauses have ended');
}
