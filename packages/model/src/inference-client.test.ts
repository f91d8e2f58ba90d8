import type { Worker } from 'node:worker_threads';
import { MINUTE_MS } from '@qt/contracts';
import { createSimulatedMarket } from '@qt/simulated-market';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { LOOKBACK_CANDLES } from './feature-table.ts';
import { featuresOfLast } from './features.ts';
import { InferenceThread, ModelUnavailable } from './inference-client.ts';
import { trainModel } from './train-model.ts';
import { startThread } from './worker-thread.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const market = createSimulatedMarket();
const row = () => featuresOfLast(market.candles('BTCUSDT', NOW / MINUTE_MS - LOOKBACK_CANDLES, LOOKBACK_CANDLES));

let artifact: Uint8Array;
let thread: InferenceThread;
let workers: Worker[];

beforeAll(async () => {
  const candles = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map(
    (symbol) => [symbol, market.candles(symbol, NOW / MINUTE_MS - 500, 500)] as const,
  );
  artifact = (await trainModel({ costs: { feeBps: 10, slippageBps: 2 }, candlesBySymbol: new Map(candles), now: NOW }))
    .artifact;
}, 120_000);

function open(): InferenceThread {
  workers = [];
  thread = new InferenceThread(() => {
    const worker = startThread('inference', artifact);
    workers.push(worker);
    return worker;
  });
  return thread;
}
afterEach(() => thread.close());

test('a request cut off by a crash is rejected, and the model reports that it is broken', async () => {
  await open().start();
  const asked = thread.ask('balanced', row());
  const rejected = expect(asked).rejects.toThrow(new ModelUnavailable('model: its worker thread ended with code 1'));
  await workers[0]?.terminate();
  await rejected;
  expect(thread.broken).toBe('its worker thread ended with code 1');
});

test('after a crash the next request restarts the thread', async () => {
  await open().start();
  const before = await thread.ask('balanced', row());
  await workers[0]?.terminate();
  expect(await thread.ask('balanced', row())).toEqual(before);
  expect(thread.broken).toBeUndefined();
  expect(workers).toHaveLength(2);
});

test('requests made while it restarts are all answered by one thread', async () => {
  await open().start();
  await workers[0]?.terminate();
  const answers = await Promise.all(Array.from({ length: 5 }, () => thread.ask('aggressive', row())));
  expect(answers).toHaveLength(5);
  expect(workers).toHaveLength(2);
});

test('a closed model answers no request and starts no thread', async () => {
  await open().start();
  const asked = thread.ask('balanced', row());
  const rejected = expect(asked).rejects.toThrow(ModelUnavailable);
  await thread.close();
  await rejected;
  await expect(thread.ask('balanced', row())).rejects.toThrow('model: expected an open one, actual: closed');
  expect(workers).toHaveLength(1);
});
