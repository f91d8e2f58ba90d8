import { expect, test } from 'vitest';
import { equityCurve } from './drawdown.ts';

test('drawdown is what is missing to the highest equity so far', () => {
  const equity = ['100', '110', '105', '120', '90'].map((each, minute) => ({
    at: `2026-01-01T00:0${minute}:00.000Z`,
    equity: each,
    exposure: '0',
  }));
  expect(equityCurve({ equity }).drawdown).toEqual([0, 0, -5, 0, -30]);
});
