import { ACTIONS, type Action } from '@qt/catalogue';

/**
 * Calibrates a classifier's raw probabilities: the log probabilities are scaled, shifted by class and
 * normalised (multi-class Platt scaling). `scale` 0 ignores the classifier; 1 with no shift is the identity.
 */
export interface Calibration {
  readonly scale: number;
  readonly shift: Readonly<Record<Action, number>>;
}

/** Raw or calibrated probabilities: three per row, in the order of `ACTIONS`. */
export type ProbabilityRows = Float64Array;

const CLASSES = ACTIONS.length;
const SMALLEST = 1e-6;
const ITERATIONS = 50;
/** Regularises a fit on few rows towards the identity; weighs as much as one row. */
const PRIOR_WEIGHT = 1;

export function calibrate(raw: ProbabilityRows, calibration: Calibration): ProbabilityRows {
  const parameters = [calibration.scale, ...ACTIONS.map((action) => calibration.shift[action])];
  const calibrated = new Float64Array(raw.length);
  for (let row = 0; row < raw.length; row += CLASSES) {
    calibrated.set(softmax(logitsOf(raw, row, parameters)), row);
  }
  return calibrated;
}

/**
 * Fits a calibration by maximum likelihood (Newton's method) to rows that the classifier was not trained on.
 * `labels` holds one class per row, as its index in `ACTIONS`.
 */
export function fitCalibration(raw: ProbabilityRows, labels: Uint8Array): Calibration {
  let parameters = [1, 0, 0, 0];
  let loss = lossOf(raw, labels, parameters);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const step = newtonStep(raw, labels, parameters);
    let size = 1;
    let next = parameters;
    let nextLoss = loss;
    for (; size > 1e-4; size /= 2) {
      next = parameters.map((value, at) => Math.max(value - size * valueAt(step, at), at === 0 ? 0 : -Infinity));
      nextLoss = lossOf(raw, labels, next);
      if (nextLoss < loss) break;
    }
    if (!(loss - nextLoss > 1e-9 * labels.length)) break;
    parameters = next;
    loss = nextLoss;
  }
  const shift = Object.fromEntries(ACTIONS.map((action, at) => [action, valueAt(parameters, at + 1)]));
  return { scale: valueAt(parameters, 0), shift: shift as Record<Action, number> };
}

function lossOf(raw: ProbabilityRows, labels: Uint8Array, parameters: readonly number[]): number {
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    loss -= Math.log(valueAt(softmax(logitsOf(raw, row * CLASSES, parameters)), label));
  }
  return loss + (PRIOR_WEIGHT / 2) * distanceFromIdentity(parameters).reduce((sum, value) => sum + value * value, 0);
}

/** Inverse Hessian times gradient of the loss, by parameter. */
function newtonStep(raw: ProbabilityRows, labels: Uint8Array, parameters: readonly number[]): number[] {
  const size = parameters.length;
  const gradient = distanceFromIdentity(parameters).map((value) => PRIOR_WEIGHT * value);
  const hessian: number[][] = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? PRIOR_WEIGHT : 0)),
  );
  for (const [row, label] of labels.entries()) {
    const logs = logsOf(raw, row * CLASSES);
    const p = softmax(logs.map((log, k) => valueAt(parameters, 0) * log + valueAt(parameters, k + 1)));
    const slopes = logs.map((log, k) => [log, ...logs.map((_, other) => (other === k ? 1 : 0))]);
    const expected = Array.from({ length: size }, (_, i) =>
      slopes.reduce((sum, slope, k) => sum + valueAt(p, k) * valueAt(slope, i), 0),
    );
    for (let i = 0; i < size; i += 1) {
      gradient[i] = valueAt(gradient, i) + valueAt(expected, i) - valueAt(slopes[label] ?? [], i);
      const line = hessian[i] ?? [];
      for (let j = 0; j < size; j += 1) {
        const second = slopes.reduce((sum, slope, k) => sum + valueAt(p, k) * valueAt(slope, i) * valueAt(slope, j), 0);
        line[j] = valueAt(line, j) + second - valueAt(expected, i) * valueAt(expected, j);
      }
    }
  }
  return solve(hessian, gradient);
}

/** Gaussian elimination; the matrix is positive definite, so no pivoting is needed. */
function solve(matrix: number[][], right: number[]): number[] {
  const lines = matrix.map((line, at) => [...line, valueAt(right, at)]);
  for (const [at, line] of lines.entries()) {
    for (const [other, target] of lines.entries()) {
      if (other === at) continue;
      const factor = valueAt(target, at) / valueAt(line, at);
      for (const [column, value] of line.entries()) target[column] = valueAt(target, column) - factor * value;
    }
  }
  return lines.map((line, at) => valueAt(line, lines.length) / valueAt(line, at));
}

const identity = (at: number): number => (at === 0 ? 1 : 0);

const distanceFromIdentity = (parameters: readonly number[]) => parameters.map((value, at) => value - identity(at));

const logsOf = (raw: ProbabilityRows, offset: number) =>
  ACTIONS.map((_, k) => Math.log(Math.max(valueAt(raw, offset + k), SMALLEST)));

const logitsOf = (raw: ProbabilityRows, offset: number, parameters: readonly number[]) =>
  logsOf(raw, offset).map((log, k) => valueAt(parameters, 0) * log + valueAt(parameters, k + 1));

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

const valueAt = (values: ArrayLike<number>, at: number): number => values[at] ?? 0;
