import { existsSync, readFileSync } from 'node:fs';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRecording } from './recording/read-recording.ts';
import { createReplayMarket } from './replay-market.ts';

const RECORDED = new URL('../../../../shared/market/btc-perp-1m-2022-01.csv.gz', import.meta.url);
const ORIGIN = Date.UTC(2026, 10, 23) / MINUTE_MS;

const row = (openTime: number, open: number, close: number): Candle => ({
  openTime,
  open,
  high: Math.max(open, close) + 1,
  low: Math.min(open, close) - 1,
  close,
  volume: 2,
});
const three = [row(0, 100, 101), row(MINUTE_MS, 101, 99), row(2 * MINUTE_MS, 99.5, 102)];

describe('a replay', () => {
  test.each([
    [1_020_000, 0],
    [46_319, 2],
    [100, 5],
    [0.5, 7],
    [0.0000005, 8],
  ])('of a coin at %d has prices of %d decimals, as its exchange would', (price, decimals) => {
    const rows = [0, MINUTE_MS].map((openTime) => ({ ...row(openTime, price, price), high: price, low: price }));
    expect(createReplayMarket('BTCUSDT', rows).decimalsOf('BTCUSDT')).toBe(decimals);
  });

  test('serves row m mod N at minute m, with the returns of the file', () => {
    const market = createReplayMarket('BTCUSDT', three);
    for (const [index, candle] of market.candles('BTCUSDT', 3 * 10_000_000, 30).entries()) {
      const original = three[index % 3];
      expect(candle.close / candle.open).toBeCloseTo((original?.close ?? 0) / (original?.open ?? 1), 12);
      expect(candle.high / candle.low).toBeCloseTo((original?.high ?? 0) / (original?.low ?? 1), 12);
      expect(candle.volume).toBe(2);
    }
  });

  test('joins each lap to the previous one and stays plausible, for any ratio and any century', () => {
    const ratio = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(ratio, fc.integer({ min: 0, max: 100_000_000 }), (end, lap) => {
        const market = createReplayMarket('BTCUSDT', [row(0, 100, 120), row(MINUTE_MS, 120, 100 * end)]);
        const joint = market.candles('BTCUSDT', lap * 2 + 1, 2);
        expect(joint[0]?.low).toBeGreaterThan(0);
        const [before, after] = [joint[0]?.close ?? 0, joint[1]?.open ?? 0];
        const newEra = after / before > 10 || after / before < 0.1;
        if (!newEra) expect(after / before).toBeCloseTo(1, 9);
        expect(after).toBeGreaterThan(0.05);
        expect(after).toBeLessThan(200_000);
      }),
    );
  });

  test('the joints around the origin are all continuous, even of a steep recording of three minutes', () => {
    const market = createReplayMarket('BTCUSDT', three);
    const candles = market.candles('BTCUSDT', ORIGIN - 1000, 2000);
    for (const [index, candle] of candles.entries()) {
      const before = candles[index - 1];
      if (before !== undefined && (candle.openTime / MINUTE_MS) % 3 === 0) {
        expect(candle.open / before.close).toBeCloseTo(1, 9);
      }
    }
  });

  test('a minute that the recording lacks is missing in every lap, and the price before it stands', () => {
    const [first, , third] = three;
    if (first === undefined || third === undefined) throw new Error('expected three rows');
    const market = createReplayMarket('BTCUSDT', [first, third]);
    expect([0, 1, 2, 3, 4].map((minute) => market.isMissing?.('BTCUSDT', ORIGIN + minute))).toEqual(
      [0, 1, 2, 3, 4].map((minute) => (ORIGIN + minute) % 3 === 1),
    );
    const lap = Math.floor(ORIGIN / 3) * 3;
    expect(market.priceAt('BTCUSDT', (lap + 1) * MINUTE_MS + 30_000)).toBe(market.candleAt('BTCUSDT', lap).close);
  });

  test('has no other symbol', () => {
    const market = createReplayMarket('BTCUSDT', three);
    expect(() => market.candleAt('ETHUSDT', ORIGIN)).toThrow(
      'expected BTCUSDT, which the recording is of, actual ETHUSDT',
    );
  });

  test.skipIf(!existsSync(RECORDED))('serves real Bitcoin minutes (needs ../shared/market)', () => {
    const rows = readRecording(readFileSync(RECORDED)).candles;
    expect(rows).toHaveLength(45_031);
    expect(rows[0]).toMatchObject({ openTime: 1640991660000, open: 46319, high: 46385, low: 46319, close: 46377 });
    const market = createReplayMarket('BTCUSDT', rows);
    const lap = Math.floor(ORIGIN / 45_031) * 45_031;
    const served = market.candles('BTCUSDT', lap, 45_031);
    expect(served.map((candle) => ({ ...candle, openTime: 0 }))).toEqual(rows.map((r) => ({ ...r, openTime: 0 })));
    expect(market.candleAt('BTCUSDT', lap + 45_031).open).toBe(38_544);
    expect(market.candleAt('BTCUSDT', lap - 1).close).toBeCloseTo(46_319, 6);
  });
});
