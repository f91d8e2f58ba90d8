import { type Candle, MINUTE_MS } from '@qt/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCandles, candlesOf } from './candles.fixture.ts';
import { FEATURES, LOOKBACK_CANDLES } from './feature-table.ts';
import { CandlesGapped, CandlesUnusable, featuresOfHistory, featuresOfLast } from './features.ts';
import { moveAt } from './label.ts';

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

const MINUTES = LOOKBACK_CANDLES + 40;
const aCandle = fc.integer({ min: 1, max: MINUTES - 2 });
/** One candle is missing in the second. */
const anyHole = fc
  .tuple(anyCandles(MINUTES), aCandle)
  .map(([whole, at]) => ({ whole, at, gapped: whole.toSpliced(at, 1) }));

test('one missing minute removes from a history only the rows whose window or label it is in', () => {
  fc.assert(
    fc.property(anyHole, ({ whole, at, gapped }) => {
      const hole = whole[at]?.openTime ?? 0;
      const outside = (openTime: number) => openTime < hole || openTime >= hole + LOOKBACK_CANDLES * MINUTE_MS;
      const vectors = (candles: readonly Candle[]) =>
        featuresOfHistory(candles).map(({ openTime, features }) => ({ openTime, features }));
      expect(vectors(gapped)).toEqual(vectors(whole).filter(({ openTime }) => outside(openTime)));

      const labels = (candles: readonly Candle[]) =>
        candles.map(({ openTime }, index) => [openTime, moveAt(candles, index, 15)]);
      const reaches = (openTime = 0) => openTime <= hole && openTime + 15 * MINUTE_MS >= hole;
      expect(labels(gapped)).toEqual(
        labels(whole)
          .filter(([openTime]) => openTime !== hole)
          .map(([openTime, label]) => [openTime, reaches(openTime as number) ? undefined : label]),
      );
    }),
    { numRuns: 50 },
  );
});

test('one missing minute changes in a scan only the features that look at it, and stops it for a minute', () => {
  fc.assert(
    fc.property(anyHole, ({ whole, at, gapped }) => {
      const ago = MINUTES - 1 - at;
      if (ago < 2) {
        expect(() => featuresOfLast(gapped)).toThrow('the newest two, actual: 1 missing');
        return;
      }
      const [before, after] = [named(featuresOfLast(whole)), named(featuresOfLast(gapped))];
      expect(Object.values(after).every(Number.isFinite)).toBe(true);
      expect(after['change_1m']).toBe(before['change_1m']);
      if (ago > 5) expect(after['change_5m']).toBe(before['change_5m']);
      if (ago > 15) expect(after['volatility_15m']).toBe(before['volatility_15m']);
      if (ago > 60) expect(after['trend_60m']).toBe(before['trend_60m']);
      if (ago > 120) expect(after).toEqual(before);
    }),
    { numRuns: 100 },
  );
});

test('a missing minute is skipped by the features that look further back', () => {
  const closes = Array.from({ length: LOOKBACK_CANDLES }, (_, at) => 100 * 1.001 ** at);
  const gapped = candlesOf(closes).filter(
    (_, at) => at !== LOOKBACK_CANDLES - 1 - 60 && at !== LOOKBACK_CANDLES - 1 - 10,
  );
  const features = named(featuresOfLast(gapped));
  expect(features['change_1m']).toBeCloseTo(0.001, 12);
  expect(features['volatility_60m']).toBeCloseTo(0, 12);
  expect(features['efficiency_30m']).toBeCloseTo(1, 12);
  // As of the last price before.
  expect(features['change_60m']).toBeCloseTo(1.001 ** 61 - 1, 12);
});

test('more than six missing minutes are refused in a scan', () => {
  const candles = candlesOf(Array.from({ length: LOOKBACK_CANDLES }, (_, at) => 100 + at));
  expect(() => featuresOfLast(candles.toSpliced(50, 6))).not.toThrow();
  expect(() => featuresOfLast(candles.toSpliced(50, 7))).toThrow(
    new CandlesGapped('candles: expected 115 of the last 121, and the newest two, actual: 7 missing'),
  );
});

test('coins at 0.0000005 and at a million have the features of any other', () => {
  const wave = (price: number) =>
    candlesOf(Array.from({ length: LOOKBACK_CANDLES }, (_, at) => price * (1 + 0.01 * Math.sin(at / 7))));
  const usual = featuresOfLast(wave(100));
  for (const price of [5e-7, 1e6]) {
    for (const [at, value] of featuresOfLast(wave(price)).entries()) expect(value).toBeCloseTo(usual[at] ?? 0, 9);
  }
});

test('each feature has a description and a unit', () => {
  for (const { name, description } of FEATURES) {
    expect(description.length, name).toBeGreaterThan(20);
    expect(description, name).not.toMatch(/\b1 minutes/);
  }
  expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
});
