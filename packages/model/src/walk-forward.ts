import { ACTIONS } from '@qt/catalogue';
import { type Calibration, calibrate, fitCalibration, type ProbabilityRows } from './calibration.ts';
import { type Dataset, firstAt, slice } from './dataset.ts';
import { type Fold, purgedBefore } from './folds.ts';
import { frequencies } from './frequencies.ts';
import { probabilitiesOf, type Trees } from './trees.ts';

/** Predictions of a candidate and of the naive baseline for rows that neither has seen. */
export interface OutOfSample {
  /** The rows, in order of time. */
  readonly data: Dataset;
  /** The candidate's probabilities, calibrated on earlier folds only. */
  readonly candidate: ProbabilityRows;
  /** The class frequencies of each fold's training rows. */
  readonly baseline: ProbabilityRows;
  /** Fitted to all folds; calibrates the final classifier. */
  readonly calibration: Calibration;
}

/**
 * Walk-forward validation: each fold is predicted by a classifier trained on earlier rows and calibrated on the
 * predictions for earlier folds. The first fold only calibrates the second and is not scored.
 */
export function walkForward(
  data: Dataset,
  folds: readonly Fold[],
  horizonMinutes: number,
  train: (rows: Dataset, stage: string) => Trees,
): OutOfSample {
  const [first, second] = folds;
  if (first === undefined || second === undefined) throw new RangeError('folds: expected at least two');
  const scored = slice(data, second.testFrom, data.times.length);
  const candidate = new Float64Array(scored.labels.length * ACTIONS.length);
  const baseline = new Float64Array(candidate.length);
  const raw = new Float64Array((data.labels.length - first.testFrom) * ACTIONS.length);

  const calibrationBefore = (position: number) => {
    const known = purgedBefore(data.times, position, horizonMinutes);
    const rows = Math.max(known - first.testFrom, 0);
    return fitCalibration(raw.subarray(0, rows * ACTIONS.length), data.labels.subarray(first.testFrom, known));
  };
  for (const [at, fold] of folds.entries()) {
    const predicted = predict(data, fold, (rows) => train(rows, `fold ${at + 1} of ${folds.length}`));
    raw.set(predicted, (fold.testFrom - first.testFrom) * ACTIONS.length);
    if (fold === first) continue;
    const place = (fold.testFrom - second.testFrom) * ACTIONS.length;
    candidate.set(calibrate(predicted, calibrationBefore(fold.testFrom)), place);
    baseline.set(frequencies(data.labels.subarray(0, fold.trainTo), fold.testTo - fold.testFrom), place);
  }
  return { data: scored, candidate, baseline, calibration: calibrationBefore(data.labels.length) };
}

/** The part of the predictions from `time` (Unix ms) on. */
export function rowsSince(time: number, all: OutOfSample): OutOfSample {
  const from = firstAt(all.data.times, time);
  const cut = (probabilities: ProbabilityRows) => probabilities.subarray(from * ACTIONS.length);
  return {
    ...all,
    data: slice(all.data, from, all.data.times.length),
    candidate: cut(all.candidate),
    baseline: cut(all.baseline),
  };
}

function predict(data: Dataset, fold: Fold, train: (rows: Dataset) => Trees): ProbabilityRows {
  return probabilitiesOf(train(slice(data, 0, fold.trainTo)), slice(data, fold.testFrom, fold.testTo).rows);
}
