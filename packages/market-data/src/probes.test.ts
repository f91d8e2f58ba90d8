import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProbes, type Probes } from './probes.ts';
import { type Exchange, openExchange } from './test-support/exchange.ts';

const NOW = Date.UTC(2026, 0, 5, 12, 0, 30);

let exchange: Exchange;
let probes: Probes;
beforeEach(async () => {
  exchange = await openExchange(() => NOW);
  probes = createProbes({ ...exchange, now: () => NOW });
});
afterEach(() => exchange.close());

test.each(['binance', 'coingecko'] as const)(
  'asks %s anew at each check, once, whatever happened before',
  async (provider) => {
    exchange.misbehave({ kind: 'status', status: 503, headers: { 'retry-after': '60' } });
    for (let check = 0; check < 5; check += 1) {
      await expect(probes[provider].latest('BTCUSDT')).rejects.toMatchObject({ kind: 'http', status: 503 });
    }
    expect(exchange.requests).toHaveLength(5);
    exchange.misbehave(undefined);
    expect(await probes[provider].latest('BTCUSDT')).toMatchObject({ source: provider });
  },
);

test('sends no key where none is configured', async () => {
  await probes.coingecko.latest('BTCUSDT');
  expect(Object.keys(exchange.headers()).filter((name) => /key/.test(name))).toEqual([]);
});

test('sends the configured key in a header, never in the address', async () => {
  const keyed = createProbes({ ...exchange, now: () => NOW, coingeckoApiKey: 'CG-secret' });
  await keyed.coingecko.latest('BTCUSDT');
  expect(exchange.headers()['x-cg-demo-api-key']).toBe('CG-secret');
  expect(exchange.requests.join()).not.toContain('CG-secret');
});
