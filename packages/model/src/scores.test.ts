import { expect, test } from 'vitest';
import { scoresOf } from './scores.ts';

const [BUY, SELL, HOLD] = [0, 1, 2];

test('scores match the textbook formulas', () => {
  const probabilities = Float64Array.of(0.5, 0.25, 0.25, 0.2, 0.2, 0.6);
  const scores = scoresOf(probabilities, Uint8Array.of(BUY, SELL));
  expect(scores.rows).toBe(2);
  expect(scores.accuracy).toBe(0.5);
  expect(scores.log_loss).toBeCloseTo(-(Math.log(0.5) + Math.log(0.2)) / 2, 12);
  expect(scores.brier).toBeCloseTo((0.25 + 0.0625 + 0.0625 + (0.04 + 0.64 + 0.36)) / 2, 12);
  expect(scores.calibration_error).toBeCloseTo((0.5 + 0.6) / 2, 12);
});

test('confidence equal to the observed frequency has no calibration error', () => {
  const probabilities = Float64Array.from({ length: 30 }, (_, at) => [0.1, 0.2, 0.7][at % 3] ?? 0);
  const labels = Uint8Array.of(HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, BUY, SELL, SELL);
  expect(scoresOf(probabilities, labels).calibration_error).toBeCloseTo(0, 12);
});

test('an outcome with probability 0 has a large but finite loss', () => {
  const { log_loss } = scoresOf(Float64Array.of(0, 0, 1), Uint8Array.of(BUY));
  expect(log_loss).toBeGreaterThan(30);
  expect(log_loss).toBeLessThan(40);
});
