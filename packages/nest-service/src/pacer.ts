import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop run other work when a CPU-bound task has used its slice. Await it between small steps, in every
 * concurrent part of the task: they share one slice.
 */
export type Pacer = () => Promise<void> | undefined;

/** A pacer for one task: it yields once `sliceMs` have passed on `clock` (monotonic ms) since it last did. */
export function pacer(sliceMs: number, clock: () => number): Pacer {
  let began = clock();
  let pause: Promise<void> | undefined;
  return () => {
    if (pause === undefined && clock() - began >= sliceMs) {
      // One for all parts: separate immediates would run back to back, with nothing in between.
      pause = setImmediate().then(() => {
        began = clock();
        pause = undefined;
      });
    }
    return pause;
  };
}
