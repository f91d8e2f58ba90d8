import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CandleGap } from '../candle-gaps.ts';
import type { CandleSource } from '../candles.ts';
import { UnknownSymbol } from '../failures.ts';
import { type Exchange, openExchange } from '../testing/exchange.ts';
import { createBinance } from './binance.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 5, 12, 0, 30);
const THIS_MINUTE = NOW - 30_000;

let exchange: Exchange;
let source: CandleSource;
let exchangeClock: number;
let dateHeader: () => number;
const gaps: CandleGap[] = [];
beforeEach(async () => {
  exchangeClock = NOW;
  dateHeader = () => NOW;
  gaps.length = 0;
  exchange = await openExchange(
    () => exchangeClock,
    () => dateHeader(),
  );
  source = createBinance({
    baseUrl: exchange.binanceUrl,
    now: () => NOW,
    onGaps: (_symbol, _interval, found) => gaps.push(...found),
  });
});
afterEach(() => exchange.close());

const times = (candles: readonly { openTime: number }[]) => candles.map(({ openTime }) => openTime);

test('returns closed candles only, oldest first', async () => {
  expect(times(await source.candles('BTCUSDT', '1m', 3))).toEqual([
    THIS_MINUTE - 3 * MINUTE,
    THIS_MINUTE - 2 * MINUTE,
    THIS_MINUTE - MINUTE,
  ]);
});

test('returns the candles of a range, both ends included', async () => {
  const window = { startTime: THIS_MINUTE - 10 * MINUTE, endTime: THIS_MINUTE - 8 * MINUTE };
  expect(times(await source.candles('BTCUSDT', '1m', window))).toEqual([
    THIS_MINUTE - 10 * MINUTE,
    THIS_MINUTE - 9 * MINUTE,
    THIS_MINUTE - 8 * MINUTE,
  ]);
});

test('returns the oldest thousand of a longer range', async () => {
  const window = { startTime: THIS_MINUTE - 5000 * MINUTE, endTime: THIS_MINUTE };
  const candles = await source.candles('BTCUSDT', '1m', window);
  expect(candles).toHaveLength(1000);
  expect(candles[0]?.openTime).toBe(window.startTime);
});

test('requests nothing for a range in which no candle has closed', async () => {
  expect(await source.candles('BTCUSDT', '1m', { startTime: THIS_MINUTE, endTime: NOW })).toEqual([]);
  expect(exchange.requests).toEqual([]);
});

test('accepts fewer candles than requested from a young market', async () => {
  exchange.misbehave({ kind: 'body', change: (rows) => (rows as unknown[]).slice(-2) });
  expect(await source.candles('BTCUSDT', '1m', 100)).toHaveLength(2);
});

test('accepts that the newest candle is not published yet in its first minute', async () => {
  exchangeClock = NOW - MINUTE;
  exchange.misbehave({ kind: 'body', change: (rows) => (rows as unknown[]).slice(0, -1) });
  expect(times(await source.candles('BTCUSDT', '1m', 3)).at(-1)).toBe(THIS_MINUTE - 2 * MINUTE);
});

test('refuses the candles of a frozen exchange', async () => {
  exchangeClock = NOW - 5 * MINUTE;
  await expect(source.candles('BTCUSDT', '1m', 60)).rejects.toMatchObject({ kind: 'stale' });
});

test('refuses an answer without any candle', async () => {
  exchange.misbehave({ kind: 'text', text: '[]' });
  await expect(source.candles('BTCUSDT', '1m', 3)).rejects.toMatchObject({ kind: 'garbage' });
});

test('refuses candles of another time than requested', async () => {
  const later = (rows: unknown) => (rows as number[][]).map(([at = 0, ...rest]) => [at + 10 * MINUTE, ...rest]);
  exchange.misbehave({ kind: 'body', change: later });
  const window = { startTime: THIS_MINUTE - 30 * MINUTE, endTime: THIS_MINUTE - 25 * MINUTE };
  await expect(source.candles('BTCUSDT', '1m', window)).rejects.toMatchObject({ kind: 'garbage' });
});

test.each([
  ['at the end of a past range', (rows: unknown[]) => rows.slice(0, -1), 25],
  ['within it', (rows: unknown[]) => rows.toSpliced(2, 1), 28],
])('skips a candle that is missing %s, and reports it', async (_, change, minutesAgo) => {
  exchange.misbehave({ kind: 'body', change: (rows) => change(rows as unknown[]) });
  const window = { startTime: THIS_MINUTE - 30 * MINUTE, endTime: THIS_MINUTE - 25 * MINUTE };
  expect(await source.candles('BTCUSDT', '1m', window)).toHaveLength(5);
  expect(gaps).toEqual([{ kind: 'missing', openTime: THIS_MINUTE - minutesAgo * MINUTE }]);
});

test('reports the newest candle as late while it is not published', async () => {
  exchange.misbehave({ kind: 'body', change: (rows) => (rows as unknown[]).slice(0, -1) });
  await source.candles('BTCUSDT', '1m', 3);
  expect(gaps).toEqual([{ kind: 'late', openTime: THIS_MINUTE - MINUTE }]);
});

test("a candle has closed by the exchange's clock, not by ours", async () => {
  // Ours is 50 s ahead: by the exchange's, the minute before ours has 10 s left.
  const ahead = NOW - 50_000;
  exchangeClock = ahead;
  dateHeader = () => ahead;
  expect(times(await source.candles('BTCUSDT', '1m', 3)).at(-1)).toBe(THIS_MINUTE - 2 * MINUTE);
  expect(gaps).toEqual([{ kind: 'unfinished', openTime: THIS_MINUTE - MINUTE }]);
  expect(times(await source.candles('BTCUSDT', '1m', 3))).toEqual([
    THIS_MINUTE - 4 * MINUTE,
    THIS_MINUTE - 3 * MINUTE,
    THIS_MINUTE - 2 * MINUTE,
  ]);
});

test('our clock being behind hides no candle for long', async () => {
  exchangeClock = NOW + 3 * MINUTE;
  dateHeader = () => exchangeClock;
  await source.candles('BTCUSDT', '1m', 3);
  expect(times(await source.candles('BTCUSDT', '1m', 3)).at(-1)).toBe(THIS_MINUTE + 2 * MINUTE);
  expect(gaps).toEqual([]);
});

test('reports an unknown symbol without blaming the provider', async () => {
  await expect(source.candles('NOPEUSDT', '1m', 3)).rejects.toBeInstanceOf(UnknownSymbol);
});

test.each([[0], [1001], [2.5], [-1]])('refuses the limit %d', async (limit) => {
  await expect(source.candles('BTCUSDT', '1m', limit)).rejects.toThrow('limit: expected an integer from 1 to 1000');
});

test('refuses an end before the start', async () => {
  await expect(source.candles('BTCUSDT', '1m', { startTime: 2, endTime: 1 })).rejects.toThrow('endTime: expected');
});
