import { expect, test } from 'vitest';
import { spreadOf } from './spread.ts';

test('ten bins hold a tenth of the values each', () => {
  const { bounds, shares } = spreadOf(Array.from({ length: 1000 }, (_, at) => at / 999));
  expect(bounds).toHaveLength(9);
  expect(shares.every((share) => Math.abs(share - 0.1) < 0.01)).toBe(true);
});

test('a feature that never varied has one bound, and nothing beyond it', () => {
  expect(spreadOf(new Array(100).fill(1))).toEqual({ bounds: [1], shares: [1, 0] });
});
