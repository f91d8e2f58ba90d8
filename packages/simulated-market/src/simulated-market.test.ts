import { createHash } from 'node:crypto';
import { MINUTE_MS } from '@qt/contracts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAD, TAIL } from './regime-schedule.ts';
import { createSimulatedMarket } from './simulated-market.ts';

const DEFAULTS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const NOW = Math.floor(Date.UTC(2026, 10, 23, 12) / MINUTE_MS);
const DAY = 1440;

const symbols = fc.stringMatching(/^[A-Z0-9]{1,10}USDT$/);
const minutes = fc.integer({ min: 0, max: 60_000_000 });
const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

describe('the seeded market', () => {
  test('is the same on any machine: the golden checksum of a month of four symbols', () => {
    const market = createSimulatedMarket(7);
    const checksum = createHash('sha256');
    for (const symbol of [...DEFAULTS, 'XYZUSDT']) {
      for (const candle of market.candles(symbol, NOW - 30 * DAY, 30 * DAY)) checksum.update(JSON.stringify(candle));
    }
    expect(checksum.digest('hex')).toBe('b7db83f469ab976f4fbdba976d960fd7236d1658fc92ad328773eb8d36343b04');
  });

  test('a range equals its single candles, in any order and from another instance too', () => {
    const one = createSimulatedMarket(7);
    fc.assert(
      fc.property(symbols, minutes, fc.integer({ min: 0, max: 700 }), (symbol, from, count) => {
        const other = createSimulatedMarket(7);
        const backwards = Array.from({ length: count }, (_, index) => other.candleAt(symbol, from + count - 1 - index));
        expect(one.candles(symbol, from, count)).toEqual(backwards.reverse());
      }),
      { numRuns: 30 },
    );
  });

  test('each candle opens at the close before it, holds its extremes and is on the tick', () => {
    fc.assert(
      fc.property(seeds, symbols, minutes, (seed, symbol, minute) => {
        const market = createSimulatedMarket(seed);
        const [before, candle] = market.candles(symbol, minute, 2);
        if (before === undefined || candle === undefined) throw new Error('two candles expected');
        expect(candle.openTime).toBe((minute + 1) * MINUTE_MS);
        expect(candle.open).toBe(before.close);
        expect(candle.low).toBeGreaterThan(0);
        expect(candle.low).toBeLessThanOrEqual(Math.min(candle.open, candle.close));
        expect(candle.high).toBeGreaterThanOrEqual(Math.max(candle.open, candle.close));
        expect(candle.volume).toBeGreaterThan(0);
        const decimals = market.decimalsOf(symbol);
        for (const price of [candle.open, candle.high, candle.low, candle.close]) {
          expect(Number(price.toFixed(decimals))).toBe(price);
        }
      }),
    );
  });

  test('prices stay plausible: over a century, within half and twice the base price', () => {
    const market = createSimulatedMarket(7);
    const prices = Array.from({ length: 4000 }, (_, index) => market.candleAt('BTCUSDT', index * 13_147).close);
    expect(Math.min(...prices)).toBeGreaterThan(40_000);
    expect(Math.max(...prices)).toBeLessThan(100_000);
  });

  test('the running minute goes from open to close within its final candle and only grows', () => {
    const market = createSimulatedMarket(7);
    fc.assert(
      fc.property(symbols, minutes, fc.nat(59_999), fc.nat(59_999), (symbol, minute, a, b) => {
        const finished = market.candleAt(symbol, minute);
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((ms) =>
          market.formingAt(symbol, minute * MINUTE_MS + ms),
        );
        if (early === undefined || late === undefined) throw new Error('two candles expected');
        expect(early.open).toBe(finished.open);
        expect(late.high).toBeGreaterThanOrEqual(early.high);
        expect(late.low).toBeLessThanOrEqual(early.low);
        expect(late.volume).toBeGreaterThanOrEqual(early.volume);
        expect(late.high).toBeLessThanOrEqual(finished.high);
        expect(late.low).toBeGreaterThanOrEqual(finished.low);
        expect(market.priceAt(symbol, minute * MINUTE_MS + Math.max(a, b))).toBe(late.close);
        expect(late.close).toBeGreaterThanOrEqual(late.low);
        expect(late.close).toBeLessThanOrEqual(late.high);
      }),
    );
    const start = market.formingAt('BTCUSDT', NOW * MINUTE_MS);
    const finished = market.candleAt('BTCUSDT', NOW);
    expect(start).toEqual({ ...finished, high: finished.open, low: finished.open, close: finished.open, volume: 0 });
    const end = market.formingAt('BTCUSDT', NOW * MINUTE_MS + 59_999);
    expect(end.high).toBe(finished.high);
    expect(end.low).toBe(finished.low);
    expect(Math.abs(end.close / finished.close - 1)).toBeLessThan(1e-5);
  });

  test('the running extremes are prices that were reached', () => {
    const market = createSimulatedMarket(7);
    let high = 0;
    let low = Infinity;
    for (let ms = 0; ms < MINUTE_MS; ms++) {
      const running = market.formingAt('BTCUSDT', NOW * MINUTE_MS + ms);
      high = Math.max(high, running.close);
      low = Math.min(low, running.close);
      if (running.high !== high || running.low !== low) expect({ ms, ...running }).toMatchObject({ high, low });
    }
    expect(market.candleAt('BTCUSDT', NOW)).toMatchObject({ high, low });
  });

  test('at any minute of a month one of the default symbols is well within an up-trend, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, minutes, (seed, from) => {
        const market = createSimulatedMarket(seed);
        const rising = DEFAULTS.map((symbol) =>
          runs(30 * DAY, (i) => market.regimeAt(symbol, from + i) === 'trend_up'),
        );
        for (let i = LEAD; i < 30 * DAY - TAIL; i++) {
          expect(rising.some(({ age, left }) => (age[i] ?? 0) >= LEAD && (left[i] ?? 0) >= TAIL)).toBe(true);
        }
      }),
      { numRuns: 5 },
    );
  }, 60_000);

  test('regimes last half an hour to three hours, and all five occur', () => {
    const market = createSimulatedMarket(7);
    for (const symbol of [...DEFAULTS, 'ABCUSDT']) {
      const lengths = new Map<string, number[]>();
      let start = 0;
      for (let i = 1; i < 60 * DAY; i++) {
        const [before, now] = [market.regimeAt(symbol, NOW + i - 1), market.regimeAt(symbol, NOW + i)];
        if (before === now) continue;
        if (start > 0) lengths.set(before, [...(lengths.get(before) ?? []), i - start]);
        start = i;
      }
      expect([...lengths.keys()].sort()).toEqual(['flat', 'range', 'trend_down', 'trend_up', 'volatile']);
      expect(Math.min(...[...lengths.values()].flat())).toBeGreaterThanOrEqual(30);
      expect(Math.max(...[...lengths.values()].flat())).toBeLessThanOrEqual(180);
    }
  });

  test('the last quarter of an hour predicts the next: a rise continues more often than not', () => {
    const market = createSimulatedMarket();
    for (const symbol of DEFAULTS) {
      const closes = market.candles(symbol, NOW - 30 * DAY, 30 * DAY).map((candle) => candle.close);
      const change = (from: number, to: number) => (closes[to] ?? 0) / (closes[from] ?? 1) - 1;
      const risen = closes
        .map((_, i) => i)
        .filter((i) => i >= 15 && i + 15 < closes.length && change(i - 15, i) > 0.003);
      const wentOn = risen.filter((i) => change(i, i + 15) > 0.003);
      const all = closes.map((_, i) => i).filter((i) => i + 15 < closes.length && change(i, i + 15) > 0.003);
      expect(wentOn.length / risen.length).toBeGreaterThan(0.7);
      expect(all.length / closes.length).toBeLessThan(0.6);
    }
  });
});

describe('a forced regime', () => {
  test('begins at its minute for every symbol, does not change the past, and keeps the price continuous', () => {
    const [plain, forced] = [createSimulatedMarket(7), createSimulatedMarket(7)];
    forced.force('trend_down', NOW);
    forced.force('auto', NOW + 60);
    for (const symbol of [...DEFAULTS, 'ABCUSDT']) {
      expect(forced.candles(symbol, NOW - 100, 100)).toEqual(plain.candles(symbol, NOW - 100, 100));
      const candles = forced.candles(symbol, NOW - 1, 2000);
      for (const [index, candle] of candles.entries()) {
        if (index > 0) expect(candle.open).toBe(candles[index - 1]?.close);
        expect(Math.abs(candle.close / candle.open - 1)).toBeLessThan(0.015);
      }
      expect(forced.regimeAt(symbol, NOW - 1)).toBe(plain.regimeAt(symbol, NOW - 1));
      expect(forced.regimeAt(symbol, NOW)).toBe('trend_down');
      expect(forced.regimeAt(symbol, NOW + 59)).toBe('trend_down');
      expect(forced.regimeAt(symbol, NOW + 60)).toBe(plain.regimeAt(symbol, NOW + 60));
      expect((candles[60]?.close ?? 0) / (candles[0]?.close ?? 1)).toBeLessThan(0.985);
    }
  });

  test('stays bounded when it lasts a year or is forced again and again', () => {
    const market = createSimulatedMarket(7);
    market.force('trend_up', NOW);
    expect(market.candleAt('BTCUSDT', NOW + 365 * DAY).close).toBeLessThan(200_000);
    for (let week = 1; week < 30; week++) market.force('trend_up', NOW + week * 7 * DAY);
    expect(market.candleAt('BTCUSDT', NOW + 500 * DAY).close).toBeLessThan(500_000);
  });

  test('is replaced by another one forced in the same minute', () => {
    const [once, twice] = [createSimulatedMarket(7), createSimulatedMarket(7)];
    once.force('flat', NOW);
    twice.force('volatile', NOW);
    twice.force('flat', NOW);
    expect(twice.candles('ETHUSDT', NOW - 5, 50)).toEqual(once.candles('ETHUSDT', NOW - 5, 50));
  });
});

/** For each position: how many minutes the condition has held, and how many more it will. */
function runs(count: number, holds: (index: number) => boolean): { age: number[]; left: number[] } {
  const held = Array.from({ length: count }, (_, index) => holds(index));
  const age: number[] = [];
  for (const [i, on] of held.entries()) age[i] = on ? (i > 0 && held[i - 1] ? (age[i - 1] ?? 0) + 1 : 0) : -1;
  const left: number[] = [];
  for (let i = count - 1; i >= 0; i--) left[i] = held[i] ? (left[i + 1] ?? 0) + 1 : 0;
  return { age, left };
}
