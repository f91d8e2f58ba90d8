import type { Candle } from '@qt/contracts';
import { expect, test, vi } from 'vitest';
import type { CandleSource } from '../candles.ts';
import { MarketDataUnavailable, ProviderFailure } from '../failures.ts';
import { recorder } from '../testing/recorder.ts';
import { withCandleCache } from './candle-cache.ts';

const MINUTE = 60_000;

function setup() {
  const clock = { now: Date.UTC(2026, 0, 5, 12, 0, 10) };
  const closed = (count: number): Candle[] => {
    const newest = Math.floor(clock.now / MINUTE) * MINUTE - MINUTE;
    return Array.from({ length: count }, (_, index) => ({
      openTime: newest - (count - 1 - index) * MINUTE,
      open: 1,
      high: 2,
      low: 1,
      close: 2,
      volume: 3,
    }));
  };
  const candles = vi.fn<CandleSource['candles']>(async (_symbol, _interval, window) => closed(Number(window)));
  const { instruments, log, value } = recorder();
  const cached = withCandleCache({ candles }, 16, { instruments, log, now: () => clock.now });
  const hits = () => value('qt_cache_hits_total', { cache_name: 'candle', result: 'hit' });
  const fallbacks = () => value('qt_cache_fallbacks_total', { cache_name: 'candle' });
  const fail = () => candles.mockRejectedValue(new ProviderFailure('binance', 'timeout', 'slow'));
  return { cached, clock, candles, closed, hits, fallbacks, fail };
}

const windows = (candles: ReturnType<typeof setup>['candles']) => candles.mock.calls.map(([, , window]) => window);

test('returns the newest closed candles, as many as requested', async () => {
  const { cached, clock } = setup();
  const set = await cached.candles('BTCUSDT', '1m', 240);
  expect(set.items).toHaveLength(240);
  expect(set).toMatchObject({ source: 'binance', observedAt: clock.now - 10_000, ageMs: 10_000, stale: false });
  expect(set.items.at(-1)?.openTime).toBe(clock.now - 10_000 - MINUTE);
});

test('answers requests of different length from one set', async () => {
  const { cached, candles, hits } = setup();
  await cached.candles('BTCUSDT', '1m', 500);
  expect((await cached.candles('BTCUSDT', '1m', 7)).items).toHaveLength(7);
  expect(candles).toHaveBeenCalledOnce();
  expect(hits()).toBe(1);
});

test('loads the maximum if the usual window is too short', async () => {
  const { cached, candles } = setup();
  expect((await cached.candles('BTCUSDT', '1m', 501)).items).toHaveLength(501);
  expect(windows(candles)).toEqual([1000]);
});

test('is fresh until the next candle has been due for 30 s', async () => {
  const { cached, clock, candles } = setup();
  await cached.candles('BTCUSDT', '1m', 100);
  clock.now = Date.UTC(2026, 0, 5, 12, 1, 29, 999);
  expect(await cached.candles('BTCUSDT', '1m', 100)).toMatchObject({ stale: false });
  expect(candles).toHaveBeenCalledTimes(1);
  clock.now += 1;
  await cached.candles('BTCUSDT', '1m', 100);
  expect(candles).toHaveBeenCalledTimes(2);
});

test('serves old candles, marked stale, until the next one is five minutes overdue', async () => {
  const { cached, clock, fail, fallbacks } = setup();
  await cached.candles('BTCUSDT', '1m', 100);
  fail();
  clock.now = Date.UTC(2026, 0, 5, 12, 5, 59, 999);
  expect(await cached.candles('BTCUSDT', '1m', 100)).toMatchObject({ stale: true, ageMs: 359_999 });
  expect(fallbacks()).toBe(1);
  clock.now += 1;
  const error = await cached.candles('BTCUSDT', '1m', 100).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(MarketDataUnavailable);
  expect(error).toMatchObject({ message: 'no candles of BTCUSDT: binance: timeout: slow' });
});

test('keeps hourly candles as long as they are new', async () => {
  const { cached, clock, candles } = setup();
  const hour = 60 * MINUTE;
  const newest = Math.floor(clock.now / hour) * hour - hour;
  candles.mockResolvedValue([{ openTime: newest, open: 1, high: 1, low: 1, close: 1, volume: 0 }]);
  await cached.candles('BTCUSDT', '1h', 1);
  clock.now += 59 * MINUTE;
  // The store's own expiry goes by this clock of the system.
  const elapsed = performance.now() + 59 * MINUTE;
  const system = vi.spyOn(performance, 'now').mockImplementation(() => elapsed);
  await cached.candles('BTCUSDT', '1h', 1);
  system.mockRestore();
  expect(candles).toHaveBeenCalledOnce();
});

test('is warmed without a lookup', async () => {
  const { cached, candles, hits } = setup();
  await cached.refresh('BTCUSDT', '1m');
  expect(hits()).toBe(0);
  await cached.candles('BTCUSDT', '1m', 240);
  expect(hits()).toBe(1);
  expect(candles).toHaveBeenCalledOnce();
});

test('loads only new candles and an overlap with the cached ones', async () => {
  const { cached, clock, candles } = setup();
  await cached.refresh('BTCUSDT', '1m');
  clock.now += 3 * MINUTE;
  await cached.refresh('BTCUSDT', '1m');
  expect(windows(candles)).toEqual([500, 33]);
  const { items, observedAt } = await cached.candles('BTCUSDT', '1m', 500);
  expect(observedAt).toBe(clock.now - 10_000);
  expect(items.map(({ openTime }) => openTime)).toEqual(
    Array.from({ length: 500 }, (_, index) => clock.now - 10_000 - (500 - index) * MINUTE),
  );
});

test.each([
  ['a shared candle differs', (recent: Candle[]) => recent.map((candle) => ({ ...candle, close: 1.5 }))],
  ['the newest cached candle is missing', (recent: Candle[]) => recent.slice(0, -4)],
  ['they share no candle', (recent: Candle[]) => recent.slice(-1)],
])('loads the whole window if %s', async (_, spoilt) => {
  const { cached, clock, candles, closed } = setup();
  await cached.refresh('BTCUSDT', '1m');
  clock.now += 2 * MINUTE;
  const whole = closed(500).map((candle) => ({ ...candle, volume: 7 }));
  candles.mockResolvedValueOnce(spoilt(closed(32))).mockResolvedValueOnce(whole);
  await cached.refresh('BTCUSDT', '1m');
  expect(windows(candles)).toEqual([500, 32, 500]);
  expect((await cached.candles('BTCUSDT', '1m', 500)).items).toEqual(whole);
});

test('loads the whole window if the cached one is too old, too short, or of the future', async () => {
  const { cached, clock, candles, closed } = setup();
  candles.mockResolvedValueOnce(closed(499));
  await cached.refresh('BTCUSDT', '1m');
  await cached.refresh('BTCUSDT', '1m');
  clock.now += 470 * MINUTE;
  await cached.refresh('BTCUSDT', '1m');
  clock.now -= MINUTE;
  await cached.refresh('BTCUSDT', '1m');
  expect(windows(candles)).toEqual([500, 500, 500, 500]);
});

test.each([[0], [-1], [1.5], [1001], [1e9], [Number.NaN]])('refuses the limit %d by name', async (limit) => {
  await expect(setup().cached.candles('BTCUSDT', '1m', limit)).rejects.toThrow(
    `limit: expected an integer from 1 to 1000, actual ${limit}`,
  );
});
