import { type Candle, MINUTE_MS } from '@qt/contracts';
import { expect, test } from 'vitest';
import { between, commonSpan, indexAt } from './history.ts';

const candle = (minute: number): Candle => ({
  openTime: minute * MINUTE_MS,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
});
const minutes = (...all: number[]) => all.map(candle);

test('symbols are traded while all of them have candles', () => {
  const history = new Map([
    ['AUSDT', minutes(1, 2, 3, 4)],
    ['BUSDT', minutes(2, 3, 5, 6)],
  ]);
  expect(commonSpan(history)).toEqual({ from: 2 * MINUTE_MS, to: 5 * MINUTE_MS });
});

test('a model sees only candles that had closed when it was trained', () => {
  const history = new Map([['AUSDT', minutes(1, 2, 4, 5)]]);
  const seen = between(history, { from: 2 * MINUTE_MS, to: 5 * MINUTE_MS });
  expect(seen.get('AUSDT')?.map(({ openTime }) => openTime / MINUTE_MS)).toEqual([2, 4]);
  const short = between(history, { from: 0, to: 5 * MINUTE_MS - 1 });
  expect(short.get('AUSDT')?.map(({ openTime }) => openTime / MINUTE_MS)).toEqual([1, 2]);
});

test.each([
  [0, 0],
  [1, 0],
  [3, 2],
  [5, 3],
  [9, 4],
])('the first candle at minute %i or later has index %i', (minute, index) => {
  expect(indexAt(minutes(1, 2, 4, 5), minute * MINUTE_MS)).toBe(index);
});
