import { expect, test } from 'vitest';
import { shownCountdown, shownDuration, shownLatency } from './duration.ts';

test.each([
  [-5, '0 s'],
  [7_999, '7 s'],
  [60_000, '1 min'],
  [12 * 60_000 + 30_000, '12 min'],
  [2 * 3_600_000 + 5 * 60_000, '2 h 5 min'],
  [73 * 3_600_000, '3 d 1 h'],
])('%d ms is %s', (ms, shown) => {
  expect(shownDuration(ms)).toBe(shown);
});

test('a countdown ends with now', () => {
  expect([12_000, 999, -3].map(shownCountdown)).toEqual(['in 12 s', 'now', 'now']);
});

test('a latency has its unit', () => {
  expect([83.6, 1234].map(shownLatency)).toEqual(['84 ms', '1.2 s']);
});
