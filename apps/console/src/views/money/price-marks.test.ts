import type { FilledOrder } from '@qt/contracts';
import { expect, test } from 'vitest';
import { marksOf } from './price-marks.ts';

test('a fill is marked in the minute it was in, on its own side', () => {
  const from = Date.parse('2026-01-01T00:00:00.000Z') / 1000;
  const fill = { side: 'buy', price: '64000.5', filled_at: '2026-01-01T00:01:42.000Z' } as FilledOrder;
  const times = [from, from + 60, from + 120];
  expect(marksOf(times, [fill], 'buy')).toEqual([null, 64000.5, null]);
  expect(marksOf(times, [fill], 'sell')).toEqual([null, null, null]);
});
