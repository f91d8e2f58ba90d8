/** Injection token of a clock for durations: `() => number`, monotonic ms. */
export const MONOTONIC = Symbol('Monotonic');
