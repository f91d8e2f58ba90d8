import type { Candle } from '@qt/contracts';
import { ProviderFailure, UnknownSymbol } from '@qt/market-data';
import { expect, test } from 'vitest';
import { DatasetService } from './dataset.service.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 15, 12, 0, 30);
const TO = Date.UTC(2026, 0, 15, 12);
const { signal } = new AbortController();

const candle: Candle = { openTime: TO - MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 1 };

function setup(
  symbols: readonly string[],
  days = 14,
  answer: (symbol: string) => Candle[] = () => [candle],
  recorded: number | null = null,
) {
  const asked: [symbol: string, from: number, to: number][] = [];
  const dataset = new DatasetService(
    {
      history: {
        between: async (symbol, _, from, to) => {
          asked.push([symbol, from, to]);
          return answer(symbol);
        },
      },
      probe: { candles: async () => [] },
      recordedMinutes: async () => recorded,
    },
    { symbols, historyDays: days },
  );
  return { dataset, asked };
}

test('the history ends with the last closed minute and has the requested length', async () => {
  const { dataset, asked } = setup(['BTCUSDT', 'ETHUSDT'], 3);
  const reported: [string, number][] = [];
  const { candlesBySymbol } = await dataset.load(NOW, signal, (symbol, done) => reported.push([symbol, done]));
  expect(asked).toEqual([
    ['BTCUSDT', TO - 3 * 1440 * MINUTE, TO],
    ['ETHUSDT', TO - 3 * 1440 * MINUTE, TO],
  ]);
  expect([...candlesBySymbol.keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
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

test('a symbol that is delisted, without candles or garbage is left out, and the others are trained', async () => {
  const answers: Record<string, () => Candle[]> = {
    NOPEUSDT: () => {
      throw new UnknownSymbol('NOPEUSDT', 'a symbol that binance lists');
    },
    BADUSDT: () => {
      throw new ProviderFailure('binance', 'garbage', 'row 3: expected a kline', { symbol: 'BADUSDT' });
    },
    NEWUSDT: () => [],
  };
  const symbols = ['NOPEUSDT', 'BTCUSDT', 'BADUSDT', 'NEWUSDT', 'ETHUSDT'];
  const { dataset } = setup(symbols, 1, (symbol) => answers[symbol]?.() ?? [candle]);
  const { candlesBySymbol, leftOut } = await dataset.load(NOW, signal, () => undefined);
  expect([...candlesBySymbol.keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
  expect([...leftOut]).toEqual([
    ['NOPEUSDT', "symbol: expected a symbol that binance lists, actual 'NOPEUSDT'"],
    ['BADUSDT', 'binance: garbage: row 3: expected a kline'],
    ['NEWUSDT', 'candles of NEWUSDT: expected some, actual none'],
  ]);
});

test('a failure of the provider fails the run: no model is trained on the half that came', async () => {
  const { dataset } = setup(['BTCUSDT', 'ETHUSDT'], 1, (symbol) => {
    if (symbol === 'ETHUSDT') throw new ProviderFailure('binance', 'timeout', 'no answer within 3000 ms');
    return [candle];
  });
  await expect(dataset.load(NOW, signal, () => undefined)).rejects.toThrow('no answer within 3000 ms');
});

test('a failure of the source fails the run with its reason', async () => {
  const dataset = new DatasetService(
    {
      history: { between: (symbol) => Promise.reject(new UnknownSymbol(symbol, 'a listed one')) },
      probe: { candles: async () => [] },
      recordedMinutes: async () => null,
    },
    { symbols: ['NOPEUSDT'], historyDays: 1 },
  );
  await expect(dataset.load(NOW, signal, () => undefined)).rejects.toThrow(
    "symbol: expected a listed one, actual 'NOPEUSDT'",
  );
  await expect(dataset.probe()).rejects.toThrow('candles of NOPEUSDT: expected one, actual none');
});

test('a recording shorter than history and horizon is refused: it would begin again, and hold its own future', async () => {
  const load = (recorded: number) =>
    setup(['BTCUSDT'], 3, undefined, recorded).dataset.load(NOW, signal, () => undefined);
  const refusal =
    'QT_REPLAY_FILE: expected at least 4380 minutes to train on, the 4320 of QT_RETRAIN_HISTORY_DAYS and a horizon of 60, actual 4379';
  await expect(load(4379)).rejects.toThrow(refusal);
  expect((await load(4380)).candlesBySymbol.size).toBe(1);
});
