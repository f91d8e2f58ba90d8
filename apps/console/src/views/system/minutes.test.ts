import { expect, test } from 'vitest';
import { minutesOf, percentagesOf, requestsOf } from './minutes.ts';

const latency = {
  upper_bounds: [0.1],
  counts: [
    [1, 2],
    [0, 0],
    [3, 0],
  ],
};

test('minutes follow the first one without a gap', () => {
  expect(minutesOf({ from: '1970-01-01T00:10:00.000Z', latency })).toEqual([600, 660, 720]);
});

test('a share of nothing is none, not 0', () => {
  expect(percentagesOf([1, 0, 0], requestsOf(latency))).toEqual([100 / 3, null, 0]);
});
