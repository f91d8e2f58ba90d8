import { ACTIONS } from '@qt/catalogue';
import type { Scores } from '@qt/contracts';
import type { ProbabilityRows } from './calibration.ts';

const CLASSES = ACTIONS.length;
/** Keeps the log loss finite when the outcome had probability 0. */
const SMALLEST = 1e-15;
const CALIBRATION_BINS = 10;

/** The log loss of one row of probabilities, three per row in the order of `ACTIONS`. */
export function logLossAt(probabilities: ProbabilityRows, row: number, label: number): number {
  return -Math.log(Math.max(probabilities[row * CLASSES + label] ?? 0, SMALLEST));
}

/** Scores probabilities (three per row, in the order of `ACTIONS`) against the labels (one index in `ACTIONS` per row). */
export function scoresOf(probabilities: ProbabilityRows, labels: Uint8Array): Scores {
  const rows = labels.length;
  let logLoss = 0;
  let brier = 0;
  let correct = 0;
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ confidence: 0, correct: 0 }));
  for (const [row, label] of labels.entries()) {
    const p = probabilities.subarray(row * CLASSES, (row + 1) * CLASSES);
    const confidence = Math.max(...p);
    const right = p.indexOf(confidence) === label ? 1 : 0;
    logLoss += logLossAt(probabilities, row, label);
    brier += p.reduce((sum, value, at) => sum + (value - (at === label ? 1 : 0)) ** 2, 0);
    correct += right;
    const bin = bins[Math.min(Math.floor(confidence * CALIBRATION_BINS), CALIBRATION_BINS - 1)];
    if (bin !== undefined) {
      bin.confidence += confidence;
      bin.correct += right;
    }
  }
  const off = bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.correct), 0);
  return {
    log_loss: logLoss / rows,
    brier: brier / rows,
    calibration_error: off / rows,
    accuracy: correct / rows,
    rows,
  };
}
