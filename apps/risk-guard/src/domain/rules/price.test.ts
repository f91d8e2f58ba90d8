import { expect, test } from 'vitest';
import { limits, MARKET, NOW } from '../check-order.fixture.ts';
import { isRecent } from './price.ts';

test.each([
  [90_000, true],
  [90_001, false],
  [-5000, true],
  [-5001, false],
])('a market price that is %d ms old can be judged by: %s', (age, recent) => {
  expect(isRecent({ ...MARKET, observedAt: NOW - age }, NOW, limits())).toBe(recent);
});
