import { createHistogram } from 'node:perf_hooks';

/** Who asks at once. */
export const CALLERS = 50;

/** What the callers got done together. */
export interface Load {
  /** How many operations. */
  readonly done: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  /** CPU time for each operation of the process that is measured, in µs. */
  readonly cpuUs: number;
}

/**
 * Keeps all callers busy for so long: each begins its next operation when its last one is done. `cpuUs`: the CPU time that
 * the process which is measured has used so far, if there is one.
 */
export async function loadOf(
  operations: readonly (() => Promise<unknown>)[],
  seconds: number,
  cpuUs: () => number = () => Number.NaN,
): Promise<Load> {
  const cpuBefore = cpuUs();
  const latency = createHistogram();
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let done = 0;
  await Promise.all(
    operations.map(async (operate) => {
      while (performance.now() < end) {
        const at = performance.now();
        await operate();
        latency.record(Math.max(1, Math.round((performance.now() - at) * 1000)));
        done += 1;
      }
    }),
  );
  return {
    done,
    perSecond: done / ((performance.now() - begun) / 1000),
    p99Ms: latency.percentile(99) / 1000,
    cpuUs: (cpuUs() - cpuBefore) / done,
  };
}
