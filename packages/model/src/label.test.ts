import { expect, test } from 'vitest';
import { candlesOf } from './candles.fixture.ts';
import { labelsOf } from './label.ts';

const strategy = { horizonMinutes: 2, moveThreshold: 0.25 };

test('a row is labelled by the change over the horizon, the threshold included', () => {
  const closes = [100, 100, 125, 75, 93.75, 93.75];
  expect(labelsOf(candlesOf(closes), strategy)).toEqual(['buy', 'sell', 'sell', 'buy', undefined, undefined]);
  expect(labelsOf(candlesOf([100, 100, 124.9, 75.1]), strategy)).toEqual(['hold', 'hold', undefined, undefined]);
});

test('a row whose horizon crosses a missing minute has no label', () => {
  const candles = candlesOf([100, 100, 100, 200, 200]).toSpliced(2, 1);
  expect(labelsOf(candles, strategy)).toEqual([undefined, undefined, undefined, undefined]);
});
