import type { Candle } from '@qt/contracts';
import { expect, test, vi } from 'vitest';
import type { CandleSource } from '../candles.ts';
import { MarketDataUnavailable, ProviderFailure } from '../failures.ts';
import { recorder } from '../test-support/recorder.ts';
import { withCandleCache } from './cached-candles.ts';

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
  const hits = () => value('qt_cache_hits_total', { cache_name: 'price', result: 'hit' });
  const fallbacks = () => value('qt_cache_fallbacks_total', { cache_name: 'price' });
  const fail = () => candles.mockRejectedValue(new ProviderFailure('binance', 'timeout', 'slow'));
  return { cached, clock, candles, hits, fallbacks, fail };
}

test('gives the newest closed candles, as many as were asked for', async () => {
  const { cached, clock } = setup();
  const set = await cached.latest('BTCUSDT', '1m', 240);
  expect(set.items).toHaveLength(240);
  expect(set).toMatchObject({ source: 'binance', observedAt: clock.now - 10_000, ageMs: 10_000, stale: false });
  expect(set.items.at(-1)?.openTime).toBe(clock.now - 10_000 - MINUTE);
});

test('answers questions of different length from one set', async () => {
  const { cached, candles, hits } = setup();
  await cached.latest('BTCUSDT', '1m', 500);
  expect((await cached.latest('BTCUSDT', '1m', 7)).items).toHaveLength(7);
  expect(candles).toHaveBeenCalledOnce();
  expect(hits()).toBe(1);
});

test('asks for the most at once where the usual window is too short', async () => {
  const { cached, candles } = setup();
  expect((await cached.latest('BTCUSDT', '1m', 501)).items).toHaveLength(501);
  expect(candles.mock.calls.map(([, , window]) => window)).toEqual([1000]);
});

test('is fresh until the next candle has been due for 30 s', async () => {
  const { cached, clock, candles } = setup();
  await cached.latest('BTCUSDT', '1m', 100);
  clock.now = Date.UTC(2026, 0, 5, 12, 1, 29, 999);
  expect(await cached.latest('BTCUSDT', '1m', 100)).toMatchObject({ stale: false });
  expect(candles).toHaveBeenCalledTimes(1);
  clock.now += 1;
  await cached.latest('BTCUSDT', '1m', 100);
  expect(candles).toHaveBeenCalledTimes(2);
});

test('serves old candles, marked stale, until the next one is five minutes overdue', async () => {
  const { cached, clock, fail, fallbacks } = setup();
  await cached.latest('BTCUSDT', '1m', 100);
  fail();
  clock.now = Date.UTC(2026, 0, 5, 12, 5, 59, 999);
  expect(await cached.latest('BTCUSDT', '1m', 100)).toMatchObject({ stale: true, ageMs: 359_999 });
  expect(fallbacks()).toBe(1);
  clock.now += 1;
  const error = await cached.latest('BTCUSDT', '1m', 100).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(MarketDataUnavailable);
  expect(error).toMatchObject({ message: 'no candles of BTCUSDT: binance: timeout: slow' });
});

test('keeps hourly candles as long as they are new', async () => {
  const { cached, clock, candles } = setup();
  const hour = 60 * MINUTE;
  const newest = Math.floor(clock.now / hour) * hour - hour;
  candles.mockResolvedValue([{ openTime: newest, open: 1, high: 1, low: 1, close: 1, volume: 0 }]);
  await cached.latest('BTCUSDT', '1h', 1);
  clock.now += 59 * MINUTE;
  // The store's own expiry goes by this clock of the system.
  const elapsed = performance.now() + 59 * MINUTE;
  const system = vi.spyOn(performance, 'now').mockImplementation(() => elapsed);
  await cached.latest('BTCUSDT', '1h', 1);
  system.mockRestore();
  expect(candles).toHaveBeenCalledOnce();
});

test('is warmed without a lookup', async () => {
  const { cached, candles, hits } = setup();
  await cached.warm('BTCUSDT', '1m');
  expect(hits()).toBe(0);
  await cached.latest('BTCUSDT', '1m', 240);
  expect(hits()).toBe(1);
  expect(candles).toHaveBeenCalledOnce();
});

test.each([[0], [-1], [1.5], [1001], [1e9], [Number.NaN]])('refuses the limit %d by name', async (limit) => {
  await expect(setup().cached.latest('BTCUSDT', '1m', limit)).rejects.toThrow(
    `limit: expected an integer from 1 to 1000, actual ${limit}`,
  );
});
