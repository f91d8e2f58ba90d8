import { expect, test } from 'vitest';
import { candlesOf } from './candles.fixture.ts';
import { labelOf, moveAt } from './label.ts';
import { moveThreshold, STRATEGIES } from './strategies.ts';

const labelsOf = (closes: readonly number[], candles = candlesOf(closes)) =>
  candles.map((_, index) => {
    const move = moveAt(candles, index, 2);
    return move === undefined ? undefined : labelOf(move, 0.25);
  });

test('a row is labelled by the change over the horizon, the threshold included', () => {
  const closes = [100, 100, 125, 75, 93.75, 93.75];
  expect(labelsOf(closes)).toEqual(['buy', 'sell', 'sell', 'buy', undefined, undefined]);
  expect(labelsOf([100, 100, 124.9, 75.1])).toEqual(['hold', 'hold', undefined, undefined]);
});

test('a row whose horizon crosses a missing minute has no label', () => {
  const candles = candlesOf([100, 100, 100, 200, 200]).toSpliced(2, 1);
  expect(labelsOf([], candles)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a label knows what a round trip costs: fee and slippage, of both fills', () => {
  const threshold = (feeBps: number, slippageBps: number) =>
    moveThreshold(STRATEGIES.aggressive, { feeBps, slippageBps });
  expect(threshold(0, 0)).toBeCloseTo(0.0006, 12);
  expect(threshold(10, 2)).toBeCloseTo(0.003, 12);
  expect(labelOf(0.003, threshold(10, 2))).toBe('buy');
  expect(labelOf(0.003, threshold(11, 2))).toBe('hold');
});
