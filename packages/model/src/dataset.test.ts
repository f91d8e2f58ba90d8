import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candlesOf } from './candles.fixture.ts';
import { labelledRows, sampledRows } from './dataset.ts';
import { FEATURES, LOOKBACK_CANDLES } from './feature-table.ts';

const HORIZON = 15;
const strategy = { horizonMinutes: HORIZON, moveThreshold: 0.003 };
/** With the other history 6001: one minute less, and every minute would be sampled instead of every second. */
const MINUTES = 3001;
const MINUTE = 60_000;

const walk = (seed: number, length: number) =>
  candlesOf(Array.from({ length }, (_, at) => 100 + 10 * Math.sin(at / (20 + seed)) + Math.sin(at * seed)));
const [btc, eth] = [walk(1, MINUTES), walk(2, 3000)];

/** Each row as text, by its time: rows of the same time are in the order of their symbols. */
const rowsOf = (histories: readonly (readonly ReturnType<typeof walk>[number][])[]) => {
  const { times, rows, labels } = labelledRows(
    sampledRows(new Map(histories.map((history, at) => [`S${at}`, history]))),
    strategy,
  );
  return Array.from(times, (time, at) => {
    const features = rows.slice(at * FEATURES.length, (at + 1) * FEATURES.length);
    return { time, text: `${time} ${labels[at]} ${features.join()}` };
  });
};

test('one missing minute takes from the training rows those that it is in, and changes no other', () => {
  const whole = rowsOf([btc, eth]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MINUTES - 2 }), (at) => {
      const hole = at * MINUTE;
      const inside = ({ time }: { time: number }) =>
        time >= hole - HORIZON * MINUTE && time < hole + LOOKBACK_CANDLES * MINUTE;
      const left = rowsOf([btc.toSpliced(at, 1), eth]);
      expect(left.filter((row) => !inside(row))).toEqual(whole.filter((row) => !inside(row)));
      expect(left.filter(inside).every(({ text }) => whole.some((row) => row.text === text))).toBe(true);
      expect(left.length).toBeGreaterThan(whole.length - LOOKBACK_CANDLES - HORIZON);
    }),
    { numRuns: 15 },
  );
});
