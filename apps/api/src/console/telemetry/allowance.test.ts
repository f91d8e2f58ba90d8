import { expect, test } from 'vitest';
import { Allowance } from './allowance.ts';

test('one source uses up its own allowance and nobody else’s, until the minute is over', () => {
  const allowance = new Allowance(2);
  const took = (source: string, now: number) => allowance.take(source, now);
  expect([took('a', 0), took('a', 1), took('a', 2), took('b', 3)]).toEqual([true, true, false, true]);
  expect(took('a', 59_999)).toBe(false);
  expect(took('a', 60_000)).toBe(true);
});

test('a clock that is set back opens a new window', () => {
  const allowance = new Allowance(1);
  expect([allowance.take('a', 1_000_000), allowance.take('a', 1_000_001), allowance.take('a', 0)]).toEqual([
    true,
    false,
    true,
  ]);
});
