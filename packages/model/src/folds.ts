import { MINUTE_MS } from '@qt/contracts';
import { firstAt } from './dataset.ts';

/** Positions in a dataset: trained on rows `0` up to `trainTo`, tested on `testFrom` up to `testTo`. */
export interface Fold {
  readonly trainTo: number;
  readonly testFrom: number;
  readonly testTo: number;
}

/** What share of the time the first fold trains on; the rest is tested on, a fold at a time. */
const FIRST_TRAINING_SHARE = 0.4;
export const FOLDS = 4;

/**
 * Cuts rows that are ordered by time into folds, each trained on all that lies before its test rows but a gap as long
 * as the horizon: no label of a training row reaches into the time that is tested. The last fold's test rows begin at
 * `lastFrom` (Unix ms) where that is later than an even cut.
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

/** How many of the rows before `position` have labels that were known when the row at `position` opened. */
export function purgedBefore(times: Float64Array, position: number, horizonMinutes: number): number {
  const opens = times[position] ?? Number.POSITIVE_INFINITY;
  return Math.min(firstAt(times, opens - horizonMinutes * MINUTE_MS), position);
}
