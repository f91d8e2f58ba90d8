import { setImmediate } from 'node:timers/promises';

/** Lets the event loop serve others when a piece of CPU-bound work has had its slice. Await it between small steps. */
export type Pacer = () => Promise<void> | undefined;

/** A pacer for one piece of work: it yields whenever `sliceMs` passed on `clock` (monotonic ms) since it last did. */
export function pacer(sliceMs: number, clock: () => number): Pacer {
  let began = clock();
  return () => {
    if (clock() - began < sliceMs) return undefined;
    return setImmediate().then(() => {
      began = clock();
    });
  };
}
