import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop serve others when a piece of CPU-bound work has had its slice. Await it between small steps, in
 * each of the strands that the work has: they share the slice, and end it together.
 */
export type Pacer = () => Promise<void> | undefined;

/** A pacer for one piece of work: it yields whenever `sliceMs` passed on `clock` (monotonic ms) since it last did. */
export function pacer(sliceMs: number, clock: () => number): Pacer {
  let began = clock();
  let pause: Promise<void> | undefined;
  return () => {
    if (pause === undefined && clock() - began >= sliceMs) {
      // One for all strands: immediates of their own would run one after another, with nothing else between them.
      pause = setImmediate().then(() => {
        began = clock();
        pause = undefined;
      });
    }
    return pause;
  };
}
