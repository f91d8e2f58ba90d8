import { describe, expect, test } from 'vitest';
import { secondsOf } from './duration.ts';

describe('the seconds of a duration', () => {
  test.each([
    ['0s', 0],
    ['15s', 15],
    ['5m', 300],
    ['1h30m', 5_400],
    ['3d', 259_200],
  ])('%s', (duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });

  test.each(['', '-5m', '5', '1m1h', '1.5h', '5 m'])("'%s' is not one", (duration) => {
    expect(() => secondsOf(duration)).toThrow(`expected a duration such as 1h30m, actual '${duration}'`);
  });
});
