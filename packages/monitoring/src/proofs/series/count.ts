import { STEP } from './path.ts';
import type { ValueAt } from './series.ts';

/** A counter that grows by this much each 15 s between `start` and `stop` (s), from 0 in each process. */
export function steady(perStep: number, start = Number.NEGATIVE_INFINITY, stop = Number.POSITIVE_INFINITY): ValueAt {
  return (t, [from]) => (Math.max(0, Math.min(t, stop) - Math.max(from, start)) / STEP) * perStep;
}

/** A counter of events at these times (s), from 0 in each process. */
export function events(...times: readonly number[]): ValueAt {
  return (t, [from]) => times.filter((at) => at >= from && at <= t).length;
}

/** A gauge that never changes. */
export function constant(value: number): ValueAt {
  return () => value;
}

/** A gauge that changes its value at a time (s). */
export function changing(...values: readonly (readonly [from: number, value: number | undefined])[]): ValueAt {
  return (t) => values.filter(([from]) => from <= t).at(-1)?.[1];
}

/** A counter that grows by this much at once, each `every` s. */
export function bursts(amount: number, every: number): ValueAt {
  return (t, [from]) => (Math.floor(Math.max(0, t) / every) - Math.floor(Math.max(0, from) / every)) * amount;
}
