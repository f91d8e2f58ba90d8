import { MINUTE_MS } from '@qt/contracts';
import { createSimulatedMarket } from '@qt/simulated-market';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barOf, joinBars } from './bar.ts';
import { BarSeries } from './bar-series.ts';

const market = createSimulatedMarket(7);
const MINUTE_NOW = Math.floor(Date.UTC(2026, 10, 23, 12, 34) / MINUTE_MS);

describe('the series', () => {
  test('any span equals its joined minutes, whichever hours are cached', () => {
    const series = new BarSeries(market, () => undefined);
    const from = fc.integer({ min: MINUTE_NOW - 3000, max: MINUTE_NOW + 60 });
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 59_999 }), (first, count, ms) => {
        const at = MINUTE_NOW * MINUTE_MS + ms;
        const minutes = Array.from({ length: count }, (_, index) => first + index);
        const bars = [
          ...minutes.filter((minute) => minute < MINUTE_NOW).map((m) => barOf(market.candleAt('ETHUSDT', m))),
          ...minutes.filter((minute) => minute === MINUTE_NOW).map(() => barOf(market.formingAt('ETHUSDT', at))),
        ];
        const [head, ...rest] = bars;
        const expected = head === undefined ? undefined : rest.reduce(joinBars, head);
        const actual = series.span('ETHUSDT', first, first + count, at);
        if (expected === undefined || actual === undefined) {
          expect(actual).toBe(expected);
          return;
        }
        const { volume, quoteVolume, takerVolume, takerQuoteVolume, ...exact } = expected;
        expect(actual).toMatchObject(exact);
        expect(actual.volume / volume).toBeCloseTo(1, 10);
        expect(actual.quoteVolume / quoteVolume).toBeCloseTo(1, 10);
        expect(actual.takerVolume / takerVolume).toBeCloseTo(1, 10);
        expect(actual.takerQuoteVolume / takerQuoteVolume).toBeCloseTo(1, 10);
      }),
      { numRuns: 60 },
    );
  });

  test('the last day is 1,440 minutes with the running one, and follows the clock', () => {
    const series = new BarSeries(market, () => undefined);
    for (const at of [MINUTE_NOW * MINUTE_MS, MINUTE_NOW * MINUTE_MS + 30_000, (MINUTE_NOW + 1) * MINUTE_MS + 1]) {
      const minute = Math.floor(at / MINUTE_MS);
      const day = series.lastDay('BTCUSDT', at);
      expect(day.openTime).toBe((minute - 1439) * MINUTE_MS);
      expect(day).toMatchObject({
        ...series.span('BTCUSDT', minute - 1439, minute + 1, at),
        volume: expect.any(Number),
      });
      expect(day.close).toBe(series.price('BTCUSDT', at));
    }
  });
});
