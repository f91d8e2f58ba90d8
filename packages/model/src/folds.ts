import { MINUTE_MS } from '@qt/contracts';
import { firstAt } from './dataset.ts';

/** Positions in a dataset: train on `[0, trainTo)`, test on `[testFrom, testTo)`. */
export interface Fold {
  readonly trainTo: number;
  readonly testFrom: number;
  readonly testTo: number;
}

/** The share of the time span that the first fold trains on; the rest is tested fold by fold. */
const FIRST_TRAINING_SHARE = 0.4;
export const FOLDS = 4;

/**
 * Splits time-ordered rows into folds. Each trains on everything before its test rows except a purge gap as long as the
 * horizon, so that no training label reaches into the test period. The last fold's test rows begin at `lastFrom` (Unix
 * ms) if that is later than an even split.
 */
export function foldsOf(times: Float64Array, horizonMinutes: number, lastFrom = 0): Fold[] {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  const testedFrom = first + (last - first) * FIRST_TRAINING_SHARE;
  const evenLast = testedFrom + ((last - testedFrom) * (FOLDS - 1)) / FOLDS;
  const lastBoundary = Math.max(evenLast, Math.min(lastFrom, last));
  const starts = Array.from({ length: FOLDS }, (_, fold) =>
    firstAt(times, testedFrom + ((lastBoundary - testedFrom) * fold) / (FOLDS - 1)),
  );
  return starts.map((testFrom, fold) => ({
    trainTo: purgedBefore(times, testFrom, horizonMinutes),
    testFrom,
    testTo: starts[fold + 1] ?? times.length,
  }));
}

/** How many of the rows before `position` had known labels when the row at `position` opened. */
export function purgedBefore(times: Float64Array, position: number, horizonMinutes: number): number {
  const opens = times[position] ?? Number.POSITIVE_INFINITY;
  return Math.min(firstAt(times, opens - horizonMinutes * MINUTE_MS), position);
}
