import { expect, test } from 'vitest';
import { spreadOf, stabilityIndex } from './drift.ts';

const evenly = (from: number, to: number) => Array.from({ length: 1000 }, (_, at) => from + ((to - from) * at) / 999);

test('values as in training have an index of about 0, shifted ones a high one', () => {
  const training = spreadOf(evenly(0, 1));
  expect(training.shares.every((share) => Math.abs(share - 0.1) < 0.01)).toBe(true);
  expect(stabilityIndex(training, evenly(0, 1))).toBeLessThan(0.001);
  expect(stabilityIndex(training, evenly(0.1, 1.1))).toBeGreaterThan(0.25);
  expect(stabilityIndex(training, evenly(5, 6))).toBeGreaterThan(5);
});

test('the index is the sum over the bins', () => {
  const spread = { bounds: [0.5], shares: [0.5, 0.5] };
  expect(stabilityIndex(spread, [0, 0, 0, 1])).toBeCloseTo(0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), 12);
});

test('a feature that never varied has one bound, and what leaves it counts', () => {
  const training = spreadOf(new Array(100).fill(1));
  expect(training).toEqual({ bounds: [1], shares: [1, 0] });
  expect(stabilityIndex(training, [1, 1])).toBeCloseTo(0, 9);
  expect(stabilityIndex(training, [2, 2])).toBeGreaterThan(1);
});
