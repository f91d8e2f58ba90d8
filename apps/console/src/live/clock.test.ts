import { expect, test } from 'vitest';
import { ClockOffset, clockWarning } from './clock.ts';

test('a heartbeat that was long on its way does not move the clock', () => {
  const offset = new ClockOffset();
  expect(offset.heard(1_000, 1_020)).toBe(20);
  expect(offset.heard(2_000, 9_000)).toBe(20);
});

test('a clock that is set is noticed once the old heartbeats are forgotten', () => {
  const offset = new ClockOffset();
  offset.heard(0, 10);
  let last = 0;
  for (let n = 1; n <= 15; n++) last = offset.heard(n * 1000, n * 1000 + 60_000);
  expect(last).toBe(60_000);
});

test('a wrong clock is named with its direction', () => {
  expect(clockWarning(1_900)).toBeUndefined();
  expect(clockWarning(42_000)).toContain('42 s ahead of');
  expect(clockWarning(-3_000)).toContain('3 s behind');
});
