import { expect, test } from 'vitest';
import { reliabilityOf } from './reliability.ts';

const [BUY, HOLD] = [0, 2];

test('each tenth of probability says how often what it was given to came true', () => {
  const probabilities = Float64Array.of(0.75, 0.125, 0.125, 0.7, 0.1, 0.2, 0.05, 0, 0.95, 0, 0, 1);
  const bins = reliabilityOf(probabilities, Uint8Array.of(BUY, HOLD, HOLD, HOLD));
  expect(bins.map(({ count }) => count)).toEqual([4, 3, 1, 2, 2]);
  expect(bins.map(({ observed }) => observed)).toEqual([0, 0, 1, 0.5, 1]);
  expect(bins[3]?.predicted).toBeCloseTo(0.725, 12);
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(12);
});

test('probabilities of an honest classifier lie on the diagonal', () => {
  const probabilities = Float64Array.from({ length: 30 }, (_, at) => [0.15, 0.25, 0.6][at % 3] ?? 0);
  const labels = Uint8Array.of(0, 1, 1, 2, 2, 2, 2, 2, 2, 0);
  for (const { predicted, observed } of reliabilityOf(probabilities, labels)) {
    expect(Math.abs(predicted - observed)).toBeLessThan(0.06);
  }
});
