import { expect, test } from 'vitest';
import { quantileOf } from './quantile.ts';

const buckets = [
  { upperBound: 0.1, count: 50 },
  { upperBound: 0.5, count: 90 },
  { upperBound: Number.POSITIVE_INFINITY, count: 100 },
];

test.each([
  [0.25, 0.05],
  [0.5, 0.1],
  [0.7, 0.3],
  [0.9, 0.5],
  [0.99, 0.5],
])('the quantile %d is %d s', (q, expected) => {
  expect(quantileOf(q, buckets)).toBeCloseTo(expected, 10);
});

test('nothing counted has no quantile', () => {
  expect(quantileOf(0.5, [{ upperBound: Number.POSITIVE_INFINITY, count: 0 }])).toBeNull();
  expect(quantileOf(0.5, [])).toBeNull();
});
