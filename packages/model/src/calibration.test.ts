import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrate, fitCalibration } from './calibration.ts';
import { scoresOf } from './scores.ts';

/** Rows with labels distributed as `truth`, for which the classifier predicts `said`. */
function sample(rows: number, truth: (draw: () => number) => number[], said: (truth: number[]) => number[]) {
  let state = 1;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const raw = new Float64Array(rows * 3);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const p = normal(truth(draw));
    const luck = draw();
    labels[row] = luck < (p[0] ?? 0) ? 0 : luck < (p[0] ?? 0) + (p[1] ?? 0) ? 1 : 2;
    raw.set(normal(said(p)), row * 3);
  }
  return { raw, labels };
}
const normal = (weights: number[]) => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};
const anyTruth = (draw: () => number) => [draw() ** 2, draw() ** 2, draw() ** 2];

test('overconfident probabilities are reduced to the observed frequencies', () => {
  const { raw, labels } = sample(4000, anyTruth, (p) => p.map((value) => value ** 4));
  const calibrated = calibrate(raw, fitCalibration(raw, labels));
  expect(scoresOf(raw, labels).calibration_error).toBeGreaterThan(0.15);
  expect(scoresOf(calibrated, labels).calibration_error).toBeLessThan(0.03);
});

test('an over-predicted class is shifted back', () => {
  const { raw, labels } = sample(4000, anyTruth, ([buy = 0, ...rest]) => [buy * 4, ...rest]);
  const calibrated = calibrate(raw, fitCalibration(raw, labels));
  expect(scoresOf(calibrated, labels).log_loss).toBeLessThan(scoresOf(raw, labels).log_loss - 0.05);
  expect(scoresOf(calibrated, labels).calibration_error).toBeLessThan(0.03);
});

test('an uninformative classifier is calibrated to the class frequencies', () => {
  const { raw, labels } = sample(
    4000,
    () => [0.2, 0.1, 0.7],
    () => [1, 1, 1],
  );
  const [buy = 0, sell = 0, hold = 0] = calibrate(raw, fitCalibration(raw, labels));
  expect(buy).toBeCloseTo(0.2, 1);
  expect(sell).toBeCloseTo(0.1, 1);
  expect(hold).toBeCloseTo(0.7, 1);
});

test('without rows to fit, probabilities are unchanged', () => {
  const raw = Float64Array.of(0.2, 0.3, 0.5);
  const calibrated = calibrate(raw, fitCalibration(new Float64Array(0), new Uint8Array(0)));
  for (const [at, value] of calibrated.entries()) expect(value).toBeCloseTo(raw[at] ?? 0, 9);
});

test('calibrated rows sum to 1, and the fit never increases the loss on its own rows', () => {
  const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  const rows = fc.array(fc.tuple(row, fc.nat(2)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rows, (drawn) => {
      const raw = Float64Array.from(drawn.flatMap(([weights]) => normal(weights.map((weight) => weight + 1e-6))));
      const labels = Uint8Array.from(drawn, ([, label]) => label);
      const calibrated = calibrate(raw, fitCalibration(raw, labels));
      for (let at = 0; at < raw.length; at += 3) {
        const sum = calibrated.subarray(at, at + 3).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(1, 9);
      }
      expect(calibrated.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(scoresOf(calibrated, labels).log_loss).toBeLessThanOrEqual(scoresOf(raw, labels).log_loss + 1e-6);
    }),
  );
});
