import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AnswerStatus, withAnswerStatus } from '../calls/answer-status.ts';
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
])('%s reports the status of an answer, even of an unusable one', async (_, open) => {
  const answer: AnswerStatus = { status: undefined };
  const request = () => withAnswerStatus(answer, () => open().prices(['BTCUSDT']));
  await request();
  expect(answer.status).toBe(200);
  answer.status = undefined;
  exchange.misbehave({ kind: 'text', text: '<html>' });
  await expect(request()).rejects.toThrow('garbage');
  expect(answer.status).toBe(200);
});

test('binance reports the status of its refusal of a symbol, which is no failure', async () => {
  exchange.misbehave({ kind: 'status', status: 400, body: { code: -1121, msg: 'Invalid symbol.' } });
  const answer: AnswerStatus = { status: undefined };
  await expect(withAnswerStatus(answer, () => binance().prices(['BTCUSDT']))).rejects.toThrow(
    'a symbol that binance lists',
  );
  expect(answer.status).toBe(400);
});
