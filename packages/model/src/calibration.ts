import { ACTIONS, type Action } from '@qt/catalogue';
import { CLASSES, softmaxAt } from './softmax.ts';

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

const SMALLEST = 1e-6;
const ITERATIONS = 50;
/** Regularises a fit on few rows towards the identity; weighs as much as one row. */
const PRIOR_WEIGHT = 1;

export function calibrate(raw: ProbabilityRows, calibration: Calibration): ProbabilityRows {
  const parameters = [calibration.scale, ...ACTIONS.map((action) => calibration.shift[action])];
  const calibrated = logsOf(raw);
  for (let row = 0; row < raw.length; row += CLASSES) shiftAt(calibrated, row, parameters);
  return calibrated;
}

/**
 * Fits a calibration by maximum likelihood (Newton's method) to rows that the classifier was not trained on.
 * `labels` holds one class per row, as its index in `ACTIONS`.
 */
export function fitCalibration(raw: ProbabilityRows, labels: Uint8Array): Calibration {
  const logs = logsOf(raw);
  let parameters = [1, 0, 0, 0];
  let loss = lossOf(logs, labels, parameters);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const step = newtonStep(logs, labels, parameters);
    let size = 1;
    let next = parameters;
    let nextLoss = loss;
    for (; size > 1e-4; size /= 2) {
      next = parameters.map((value, at) => Math.max(value - size * valueAt(step, at), at === 0 ? 0 : -Infinity));
      nextLoss = lossOf(logs, labels, next);
      if (nextLoss < loss) break;
    }
    if (!(loss - nextLoss > 1e-9 * labels.length)) break;
    parameters = next;
    loss = nextLoss;
  }
  const shift = Object.fromEntries(ACTIONS.map((action, at) => [action, valueAt(parameters, at + 1)]));
  return { scale: valueAt(parameters, 0), shift: shift as Record<Action, number> };
}

function lossOf(logs: Float64Array, labels: Uint8Array, parameters: readonly number[]): number {
  const p = new Float64Array(CLASSES);
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    p.set(logs.subarray(row * CLASSES, (row + 1) * CLASSES));
    shiftAt(p, 0, parameters);
    loss -= Math.log(valueAt(p, label));
  }
  return loss + (PRIOR_WEIGHT / 2) * distanceFromIdentity(parameters).reduce((sum, value) => sum + value * value, 0);
}

/** Inverse Hessian times gradient of the loss, by parameter: the scale, then each class's shift. */
function newtonStep(logs: Float64Array, labels: Uint8Array, parameters: readonly number[]): number[] {
  const size = parameters.length;
  const gradient = distanceFromIdentity(parameters).map((value) => PRIOR_WEIGHT * value);
  const hessian: number[][] = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? PRIOR_WEIGHT : 0)),
  );
  const p = new Float64Array(CLASSES);
  const expected = new Float64Array(size);
  for (const [row, label] of labels.entries()) {
    const own = logs.subarray(row * CLASSES, (row + 1) * CLASSES);
    p.set(own);
    shiftAt(p, 0, parameters);
    expected[0] = 0;
    for (let k = 0; k < CLASSES; k += 1) {
      expected[0] = valueAt(expected, 0) + valueAt(p, k) * valueAt(own, k);
      expected[k + 1] = valueAt(p, k);
    }
    for (let i = 0; i < size; i += 1) {
      gradient[i] =
        valueAt(gradient, i) + valueAt(expected, i) - (i === 0 ? valueAt(own, label) : Number(i === label + 1));
      const line = hessian[i] ?? [];
      for (let j = 0; j < size; j += 1) {
        line[j] = valueAt(line, j) + secondMoment(p, own, i, j) - valueAt(expected, i) * valueAt(expected, j);
      }
    }
  }
  return solve(hessian, gradient);
}

/** The mean over the classes of how a logit follows parameter `i`, times how it follows `j`. */
function secondMoment(p: Float64Array, logs: Float64Array, i: number, j: number): number {
  if (i > 0 && j > 0) return i === j ? valueAt(p, i - 1) : 0;
  if (i > 0 || j > 0) return valueAt(p, i + j - 1) * valueAt(logs, i + j - 1);
  let moment = 0;
  for (let k = 0; k < CLASSES; k += 1) moment += valueAt(p, k) * valueAt(logs, k) ** 2;
  return moment;
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

const logsOf = (raw: ProbabilityRows) => raw.map((value) => Math.log(Math.max(value, SMALLEST)));

/** Turns the logarithms of one row into calibrated probabilities, in place. */
function shiftAt(logs: Float64Array, offset: number, parameters: readonly number[]): void {
  for (let k = 0; k < CLASSES; k += 1) {
    logs[offset + k] = valueAt(parameters, 0) * valueAt(logs, offset + k) + valueAt(parameters, k + 1);
  }
  softmaxAt(logs, offset);
}

const valueAt = (values: ArrayLike<number>, at: number): number => values[at] ?? 0;
