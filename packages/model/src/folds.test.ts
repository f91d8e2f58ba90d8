import { MINUTE_MS } from '@qt/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FOLDS, foldsOf } from './folds.ts';

/** Rows `step` minutes apart, one per symbol at each time. */
const anyTimes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 50, maxLength: 400 }).map((steps) => {
  let now = 0;
  return Float64Array.from(steps, (step) => {
    now += step * MINUTE_MS;
    return now;
  });
});

test('no training label of a fold reaches into its test period', () => {
  fc.assert(
    fc.property(anyTimes, fc.integer({ min: 1, max: 60 }), (times, horizon) => {
      for (const { trainTo, testFrom } of foldsOf(times, horizon)) {
        const tested = times[testFrom] ?? Number.POSITIVE_INFINITY;
        for (const trained of times.subarray(0, trainTo)) expect(trained + horizon * MINUTE_MS).toBeLessThan(tested);
        // And no more rows than necessary are purged.
        const next = times[trainTo] ?? Number.POSITIVE_INFINITY;
        expect(trainTo === testFrom || next + horizon * MINUTE_MS >= tested).toBe(true);
      }
    }),
  );
});

test('each row after the first training rows is tested exactly once, in order', () => {
  fc.assert(
    fc.property(anyTimes, fc.integer({ min: 0, max: 2_000 }), (times, lastFrom) => {
      const folds = foldsOf(times, 10, lastFrom * MINUTE_MS);
      expect(folds).toHaveLength(FOLDS);
      expect(folds.at(-1)?.testTo).toBe(times.length);
      for (const [at, fold] of folds.entries()) {
        expect(fold.testFrom).toBeLessThanOrEqual(fold.testTo);
        expect(folds[at + 1]?.testFrom ?? fold.testTo).toBe(fold.testTo);
      }
    }),
  );
});

test('the last fold begins after the training data of an incumbent', () => {
  const times = Float64Array.from({ length: 1000 }, (_, at) => at * MINUTE_MS);
  expect(foldsOf(times, 10).at(-1)?.testFrom).toBe(850);
  expect(foldsOf(times, 10, 940 * MINUTE_MS).at(-1)).toEqual({ trainTo: 930, testFrom: 940, testTo: 1000 });
});
