import { UnknownSymbol } from '@qt/market-data';
import { expect, test } from 'vitest';
import { DatasetService } from './dataset.service.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 15, 12, 0, 30);
const TO = Date.UTC(2026, 0, 15, 12);
const { signal } = new AbortController();

function setup(symbols: readonly string[], days = 14) {
  const asked: [symbol: string, from: number, to: number][] = [];
  const dataset = new DatasetService(
    {
      history: {
        between: async (symbol, _, from, to) => {
          asked.push([symbol, from, to]);
          return [];
        },
      },
      probe: { candles: async () => [] },
    },
    { symbols, historyDays: days },
  );
  return { dataset, asked };
}

test('the history ends with the last closed minute and has the requested length', async () => {
  const { dataset, asked } = setup(['BTCUSDT', 'ETHUSDT'], 3);
  const reported: [string, number][] = [];
  const candles = await dataset.load(NOW, signal, (symbol, done) => reported.push([symbol, done]));
  expect(asked).toEqual([
    ['BTCUSDT', TO - 3 * 1440 * MINUTE, TO],
    ['ETHUSDT', TO - 3 * 1440 * MINUTE, TO],
  ]);
  expect([...candles.keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
  expect(reported).toEqual([
    ['BTCUSDT', 0],
    ['ETHUSDT', 0.5],
  ]);
});

test('with many symbols it loads less of each, so that memory and time stay bounded', async () => {
  const symbols = Array.from({ length: 1000 }, (_, at) => `S${at}USDT`);
  const { dataset, asked } = setup(symbols);
  await dataset.load(NOW, signal, () => undefined);
  expect(asked).toHaveLength(100);
  expect(asked[0]).toEqual(['S0USDT', TO - 1500 * MINUTE, TO]);
});

test('a failure of the source fails the run with its reason', async () => {
  const dataset = new DatasetService(
    {
      history: { between: (symbol) => Promise.reject(new UnknownSymbol(symbol, 'a listed one')) },
      probe: { candles: async () => [] },
    },
    { symbols: ['NOPEUSDT'], historyDays: 1 },
  );
  await expect(dataset.load(NOW, signal, () => undefined)).rejects.toThrow(
    "symbol: expected a listed one, actual 'NOPEUSDT'",
  );
  await expect(dataset.probe()).rejects.toThrow('candles of NOPEUSDT: expected one, actual none');
});
