import { expect, test } from 'vitest';
import { spreadOf, stabilityOf } from './spread.ts';

test('ten bins hold a tenth of the values each', () => {
  const { bounds, shares } = spreadOf(Array.from({ length: 1000 }, (_, at) => at / 999));
  expect(bounds).toHaveLength(9);
  expect(shares.every((share) => Math.abs(share - 0.1) < 0.01)).toBe(true);
});

test('a feature that never varied has one bound, and nothing beyond it', () => {
  expect(spreadOf(new Array(100).fill(1))).toEqual({ bounds: [1], shares: [1, 0] });
});

test('the stability index is 0 for the same spread, and large for values from elsewhere', () => {
  const values = Array.from({ length: 1000 }, (_, at) => at);
  const spread = spreadOf(values);
  expect(stabilityOf(spread, values)).toBe(0);
  // Half of each of the lower five bins moved to the upper five: 5 × 0.05 ln 2 and 5 × 0.05 ln 1.5.
  const shifted = values.map((value) => (value < 500 && value % 2 === 0 ? value + 500 : value));
  expect(stabilityOf(spread, shifted)).toBeCloseTo(0.25 * (Math.log(2) + Math.log(1.5)), 2);
  expect(stabilityOf(spread, new Array(1000).fill(-1))).toBeGreaterThan(8);
  expect(stabilityOf(spreadOf([1, 1, 1]), [2, 2])).toBeGreaterThan(8);
});
