import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCandles, candlesOf } from './candles.fixture.ts';
import { FEATURES, LOOKBACK_CANDLES } from './feature-table.ts';
import { CandlesUnusable, featuresOfHistory, featuresOfLast } from './features.ts';

const named = (vector: Float64Array) => Object.fromEntries(FEATURES.map(({ name }, at) => [name, vector[at]]));

test('changing the future changes no past feature', () => {
  const history = LOOKBACK_CANDLES + 20;
  fc.assert(
    fc.property(
      anyCandles(history),
      anyCandles(history),
      fc.integer({ min: LOOKBACK_CANDLES, max: history - 1 }),
      (past, other, now) => {
        const changed = [...past.slice(0, now), ...other.slice(now)];
        expect(featuresOfHistory(changed).filter((row) => row.index < now)).toEqual(
          featuresOfHistory(past).filter((row) => row.index < now),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test('scan and training compute the same features for the same candle', () => {
  fc.assert(
    fc.property(anyCandles(LOOKBACK_CANDLES + 3), (candles) => {
      expect(featuresOfLast(candles)).toEqual(featuresOfHistory(candles).at(-1)?.features);
    }),
    { numRuns: 50 },
  );
});

test('candles before the look-back do not matter', () => {
  fc.assert(
    fc.property(anyCandles(LOOKBACK_CANDLES + 30), (candles) => {
      expect(featuresOfLast(candles)).toEqual(featuresOfLast(candles.slice(-LOOKBACK_CANDLES)));
    }),
    { numRuns: 50 },
  );
});

test('every feature of every market is a finite number', () => {
  fc.assert(
    fc.property(anyCandles(LOOKBACK_CANDLES), (candles) => {
      expect(featuresOfLast(candles).every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('a market that does not move has neutral features', () => {
  const still = candlesOf(Array.from({ length: LOOKBACK_CANDLES }, () => 100));
  expect(named(featuresOfLast(still))).toMatchObject({
    change_1m: 0,
    change_120m: 0,
    volatility_60m: 0,
    volatility_ratio: 1,
    trend_60m: 0,
    efficiency_30m: 0,
    relative_strength_14m: 0.5,
    range_position_60m: 0.5,
    volume_ratio: 1,
  });
});

test('a steady rise has the features of a rise', () => {
  const rising = candlesOf(Array.from({ length: LOOKBACK_CANDLES }, (_, at) => 100 + at));
  const features = named(featuresOfLast(rising));
  expect(features).toMatchObject({ efficiency_30m: 1, relative_strength_14m: 1, range_position_60m: 1 });
  expect(features['change_5m']).toBeCloseTo(220 / 215 - 1, 12);
  expect(features['change_120m']).toBeCloseTo(1.2, 12);
});

test('too few candles are refused with the number needed', () => {
  const few = candlesOf(Array.from({ length: LOOKBACK_CANDLES - 1 }, () => 100));
  expect(() => featuresOfLast(few)).toThrow(
    new CandlesUnusable(`candles: expected at least ${LOOKBACK_CANDLES}, actual ${LOOKBACK_CANDLES - 1}`),
  );
});

test('a missing minute is refused in a scan and skipped in a history', () => {
  const candles = candlesOf(Array.from({ length: LOOKBACK_CANDLES + 2 }, (_, at) => 100 + at));
  const gapped = candles.toSpliced(60, 1);
  expect(() => featuresOfLast(gapped)).toThrow(CandlesUnusable);
  expect(featuresOfHistory(gapped)).toEqual([]);
});

test('each feature has a description and a unit', () => {
  for (const { name, description } of FEATURES) {
    expect(description.length, name).toBeGreaterThan(20);
    expect(description, name).not.toMatch(/\b1 minutes/);
  }
  expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
});
