import { afterEach, beforeEach, expect, test } from 'vitest';
import { priceOf } from './price.ts';
import { createProbes, type Probes } from './probes.ts';
import { type Exchange, openExchange } from './testing/exchange.ts';

const NOW = Date.UTC(2026, 0, 5, 12, 0, 30);
const clock = { now: NOW };

let exchange: Exchange;
let probes: Probes;
beforeEach(async () => {
  clock.now = NOW;
  exchange = await openExchange(() => clock.now);
  probes = createProbes({ ...exchange, now: () => clock.now });
});
afterEach(() => exchange.close());

test.each(['binance', 'coingecko'] as const)(
  'calls %s once in each check, whatever happened before',
  async (provider) => {
    exchange.misbehave({ kind: 'status', status: 503, headers: { 'retry-after': '60' } });
    for (let check = 0; check < 5; check += 1) {
      await expect(priceOf(probes[provider], 'BTCUSDT')).rejects.toMatchObject({ kind: 'http', status: 503 });
    }
    expect(exchange.requests).toHaveLength(5);
    exchange.misbehave(undefined);
    expect(await priceOf(probes[provider], 'BTCUSDT')).toMatchObject({ source: provider });
  },
);

test.each([
  ['binance', 418],
  ['binance', 429],
  ['coingecko', 429],
] as const)('does not call %s during a ban (%i), and calls it right after', async (provider, status) => {
  exchange.misbehave({ kind: 'status', status, headers: { 'retry-after': '300' } });
  await expect(priceOf(probes[provider], 'BTCUSDT')).rejects.toMatchObject({ kind: 'rate_limited', status });
  exchange.misbehave(undefined);
  for (const seconds of [60, 299]) {
    clock.now = NOW + seconds * 1000;
    await expect(probes[provider].prices(['BTCUSDT'])).rejects.toMatchObject({
      kind: 'rate_limited',
      status: undefined,
      message: `${provider}: rate_limited: Retry-After ends in ${300 - seconds} s`,
    });
  }
  expect(exchange.requests).toHaveLength(1);
  clock.now = NOW + 300_000;
  expect(await priceOf(probes[provider], 'BTCUSDT')).toMatchObject({ source: provider });
});

test('Binance tells its time, unless it has banned us', async () => {
  expect(await probes.binance.time()).toBe(NOW);
  exchange.misbehave({ kind: 'body', change: () => ({ serverTime: 'noon' }) });
  await expect(probes.binance.time()).rejects.toMatchObject({ kind: 'garbage' });
  exchange.misbehave({ kind: 'status', status: 418, headers: { 'retry-after': '300' } });
  await expect(priceOf(probes.binance, 'BTCUSDT')).rejects.toMatchObject({ status: 418 });
  exchange.misbehave(undefined);
  await expect(probes.binance.time()).rejects.toMatchObject({ kind: 'rate_limited', status: undefined });
});

test('still calls the other provider during a ban', async () => {
  exchange.misbehave({ kind: 'status', status: 418, headers: { 'retry-after': '300' } });
  await expect(priceOf(probes.binance, 'BTCUSDT')).rejects.toMatchObject({ status: 418 });
  exchange.misbehave(undefined);
  expect(await priceOf(probes.coingecko, 'BTCUSDT')).toMatchObject({ source: 'coingecko' });
});

test('sends no key if none is configured', async () => {
  await priceOf(probes.coingecko, 'BTCUSDT');
  expect(Object.keys(exchange.headers()).filter((name) => /key/.test(name))).toEqual([]);
});

test('sends the configured key in a header, never in the address', async () => {
  const keyed = createProbes({ ...exchange, now: () => NOW, coingeckoApiKey: 'CG-secret' });
  await priceOf(keyed.coingecko, 'BTCUSDT');
  expect(exchange.headers()['x-cg-demo-api-key']).toBe('CG-secret');
  expect(exchange.requests.join()).not.toContain('CG-secret');
});
