import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Answered, hearing } from '../calls/answer-status.ts';
import { type Exchange, openExchange } from '../testing/exchange.ts';
import { createBinance } from './binance.ts';
import { createCoingecko } from './coingecko.ts';

let exchange: Exchange;
beforeEach(async () => {
  exchange = await openExchange(Date.now);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterEach(async () => {
  context.disable();
  await exchange.close();
});

const binance = () => createBinance({ baseUrl: exchange.binanceUrl, now: Date.now });
const coingecko = () => createCoingecko({ baseUrl: exchange.coingeckoUrl, now: Date.now });

test.each([
  ['binance', binance],
  ['coingecko', coingecko],
])('%s tells its attempt the status of an answer, also of one that is of no use', async (_, open) => {
  const heard: Answered = { status: undefined };
  const ask = () => hearing(heard, () => open().prices(['BTCUSDT']));
  await ask();
  expect(heard.status).toBe(200);
  heard.status = undefined;
  exchange.misbehave({ kind: 'text', text: '<html>' });
  await expect(ask()).rejects.toThrow('garbage');
  expect(heard.status).toBe(200);
});

test('binance tells the status of its refusal of a symbol, which is no failure', async () => {
  exchange.misbehave({ kind: 'status', status: 400, body: { code: -1121, msg: 'Invalid symbol.' } });
  const heard: Answered = { status: undefined };
  await expect(hearing(heard, () => binance().prices(['BTCUSDT']))).rejects.toThrow('a symbol that binance lists');
  expect(heard.status).toBe(400);
});
