import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CandleHistory, createCandleHistory } from './candle-history.ts';
import { type Exchange, openExchange } from './testing/exchange.ts';
import { type Recorder, recorder } from './testing/recorder.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 5, 12, 0, 30);
const THIS_MINUTE = NOW - 30_000;

let exchange: Exchange;
let history: CandleHistory;
let recorded: Recorder;
const waits: number[] = [];
beforeEach(async () => {
  exchange = await openExchange(() => NOW);
  recorded = recorder();
  waits.length = 0;
  history = createCandleHistory({
    binanceUrl: exchange.binanceUrl,
    ...recorded,
    now: () => NOW,
    random: () => 0,
    wait: async (ms) => void waits.push(ms),
  });
});
afterEach(() => exchange.close());

test('reads a long range in pages of a thousand, without a gap', async () => {
  const from = THIS_MINUTE - 2500 * MINUTE;
  const candles = await history.between('BTCUSDT', '1m', from, THIS_MINUTE);
  expect(candles.map(({ openTime }) => openTime)).toEqual(
    Array.from({ length: 2500 }, (_, index) => from + index * MINUTE),
  );
  expect(exchange.requests).toHaveLength(3);
});

test.each([
  ['within a page', 250],
  ['at the start of a page', 1000],
  ['at the end of a page', 1999],
])('skips a minute that is missing %s, and counts it once', async (_, hole) => {
  const from = THIS_MINUTE - 2500 * MINUTE;
  const missing = from + hole * MINUTE;
  exchange.misbehave({ kind: 'body', change: (rows) => (rows as number[][]).filter(([at]) => at !== missing) });
  for (let read = 0; read < 2; read += 1) {
    const candles = await history.between('BTCUSDT', '1m', from, THIS_MINUTE);
    expect(candles).toHaveLength(2499);
    expect(candles.some(({ openTime }) => openTime === missing)).toBe(false);
  }
  expect(recorded.value('qt_market_gaps_total', { kind: 'missing' })).toBe(1);
  expect(recorded.events('market.gap')).toEqual([
    { symbol: 'BTCUSDT', interval: '1m', kind: 'missing', candles: 1, latest: new Date(missing).toISOString() },
  ]);
  expect(recorded.value('qt_provider_failures_total', { provider: 'binance' })).toBe(0);
});

test('asks for pages within the request weight of the exchange', async () => {
  const used = 3000;
  exchange.misbehave({ kind: 'headers', headers: { 'x-mbx-used-weight-1m': String(used) } });
  await history.between('BTCUSDT', '1m', THIS_MINUTE - 2500 * MINUTE, THIS_MINUTE);
  expect(waits).toEqual([30_000, 30_000]);
});

test('begins with the first candle of a young market', async () => {
  const born = THIS_MINUTE - 1100 * MINUTE;
  exchange.misbehave({ kind: 'body', change: (rows) => (rows as number[][]).filter(([at = 0]) => at >= born) });
  const candles = await history.between('BTCUSDT', '1m', THIS_MINUTE - 2500 * MINUTE, THIS_MINUTE);
  expect(candles[0]?.openTime).toBe(born);
  expect(candles).toHaveLength(1100);
});

test('stops between pages when the caller aborts', async () => {
  const caller = new AbortController();
  caller.abort(new Error('run ended'));
  await expect(history.between('BTCUSDT', '1m', 0, THIS_MINUTE, caller.signal)).rejects.toThrow('run ended');
  expect(exchange.requests).toEqual([]);
});

test('records Binance alone', () => {
  expect(recorded.value('qt_provider_circuit_open', { provider: 'binance' })).toBe(0);
  expect(recorded.value('qt_provider_circuit_open', { provider: 'coingecko' })).toBeUndefined();
  expect(history.health()).toMatchObject([{ provider: 'binance', circuit: 'closed' }]);
});
