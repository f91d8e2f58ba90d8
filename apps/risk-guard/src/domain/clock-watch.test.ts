import { expect, test } from 'vitest';
import { ClockWatch } from './clock-watch.ts';

const HOUR = 3_600_000;

function watched() {
  const time = { now: Date.UTC(2026, 0, 1), monotonic: 5 };
  const watch = new ClockWatch(
    () => time.now,
    () => time.monotonic,
  );
  const pass = (ms: number) => {
    time.now += ms;
    time.monotonic += ms;
  };
  return { time, watch, pass };
}

test('a clock that only goes on is as right as the provider said last', () => {
  const { watch, pass } = watched();
  expect(watch.offset()).toBe(0);
  watch.verify(250);
  pass(24 * HOUR);
  expect(watch.offset()).toBe(250);
});

test.each([HOUR, -HOUR])('a jump by %d ms shows at once, and ends with the next answer', (jump) => {
  const { time, watch, pass } = watched();
  watch.verify(0);
  pass(1000);
  time.now += jump;
  expect(watch.offset()).toBe(-jump);
  watch.verify(0);
  expect(watch.offset()).toBe(0);
});

test('a clock that is set right is right again before the next answer', () => {
  const { time, watch } = watched();
  watch.verify(7000);
  time.now += 7000;
  expect(watch.offset()).toBe(0);
});

test('a machine that was suspended waits for an answer', () => {
  const { time, watch } = watched();
  time.now += HOUR;
  expect(watch.offset()).toBe(-HOUR);
});
