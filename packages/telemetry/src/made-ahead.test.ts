import { expect, test } from 'vitest';
import { madeAhead } from './made-ahead.ts';

test('every result is given once, however many are asked for', () => {
  let made = 0;
  const next = madeAhead(() => ++made);
  const given = Array.from({ length: 1000 }, next);
  expect(new Set(given).size).toBe(1000);
  expect(made).toBeGreaterThanOrEqual(1000);
});
