import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CandleHistory, createCandleHistory } from './candle-history.ts';
import { type Exchange, openExchange } from './testing/exchange.ts';
import { recorder } from './testing/recorder.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 5, 12, 0, 30);
const THIS_MINUTE = NOW - 30_000;

let exchange: Exchange;
let history: CandleHistory;
const { instruments, log, value } = recorder();
beforeEach(async () => {
  exchange = await openExchange(() => NOW);
  history = createCandleHistory({ binanceUrl: exchange.binanceUrl, instruments, log, now: () => NOW, random: () => 0 });
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

test('refuses a gap between pages', async () => {
  let pages = 0;
  const change = (rows: unknown) => {
    pages += 1;
    return pages === 2 ? (rows as unknown[]).slice(1) : rows;
  };
  exchange.misbehave({ kind: 'body', change });
  const settled = history.between('BTCUSDT', '1m', THIS_MINUTE - 2500 * MINUTE, THIS_MINUTE);
  await expect(settled).rejects.toMatchObject({
    kind: 'garbage',
    message: expect.stringContaining('candles of BTCUSDT'),
  });
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
  expect(value('qt_provider_circuit_open', { provider: 'binance' })).toBe(0);
  expect(value('qt_provider_circuit_open', { provider: 'coingecko' })).toBeUndefined();
  expect(history.health()).toMatchObject([{ provider: 'binance', circuit: 'closed' }]);
});
