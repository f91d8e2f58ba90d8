import { expect, test } from 'vitest';
import { clockOffset } from './clock-offset.ts';

const T0 = Date.parse('2026-11-23T12:00:00.000Z');

/** The offset that is seen if the provider's clock is `aheadMs` ahead and each way takes so long. */
function seen(aheadMs: number, { there = 40, back = 40 } = {}) {
  let clock = T0;
  const time = async () => {
    clock += there;
    const told = clock + aheadMs;
    clock += back;
    return told;
  };
  return clockOffset({ time }, () => clock, new AbortController().signal);
}

test.each([
  [0, 0],
  [2500, 2.5],
  [-2500, -2.5],
])('a clock that is %d ms ahead is %d s off, however long the way is', async (aheadMs, seconds) => {
  expect(await seen(aheadMs)).toBe(seconds);
  expect(await seen(aheadMs, { there: 500, back: 500 })).toBe(seconds);
});

test('a way back that is longer than the way there is an error of half the difference', async () => {
  expect(await seen(0, { there: 0, back: 400 })).toBe(-0.2);
});

test('an answer that takes more than a second tells nothing', async () => {
  expect(await seen(5000, { there: 500, back: 501 })).toBeUndefined();
});

test('a provider that does not answer has no offset', async () => {
  const time = () => Promise.reject(new Error('no route'));
  expect(await clockOffset({ time }, () => T0, new AbortController().signal)).toBeUndefined();
});
