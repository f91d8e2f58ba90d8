import { randomUUID } from 'node:crypto';
import type { ProviderName } from '@qt/catalogue';
import { System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let system: System;
beforeAll(async () => {
  system = await System.start({ env: { QT_JOB_WARM_MARKET_CACHES_INTERVAL_SECONDS: '5' } });
  await system.untilTrading();
});
afterAll(() => system.stop());

async function price() {
  const reply = await system.api().latestPrice({ params: { symbol: 'BTCUSDT' } });
  return reply.ok ? reply.body : undefined;
}
async function circuit(provider: ProviderName) {
  const reply = await system.api().health();
  return reply.ok ? reply.body.providers.find((one) => one.provider === provider)?.circuit : undefined;
}
const event = (name: string, fields: object = {}) =>
  until(`the event ${name}`, () =>
    system
      .log('api')
      .find((line) => line['event'] === name && Object.entries(fields).every(([key, value]) => line[key] === value)),
  );

const buy = () => {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' } as const;
  return system.api().placeTrade({ body });
};
const UNPRICED = {
  status: 503,
  error: { code: 'price_unavailable', message: expect.stringContaining('does not trade') },
};

/** One incident, in the order in which an operator sees it: each test builds on the one before. */
describe('providers fail one after the other and recover', () => {
  test('without Binance, prices come from CoinGecko, and the breaker opens', async () => {
    await system.marketSim().setFault({ params: { provider: 'binance' }, body: { kind: 'error' } });
    await until(
      'a price of CoinGecko',
      async () => ((await price())?.source === 'coingecko' ? true : undefined),
      120_000,
    );
    await event('provider.failover', { from: 'binance', to: 'coingecko' });
    await event('provider.circuit.opened', { provider: 'binance' });
    expect(await circuit('binance')).not.toBe('closed');
    const scrape = await system.scrape('api');
    expect(scrape.sum('qt_provider_failovers_total', { from: 'binance', to: 'coingecko' })).toBeGreaterThan(0);
    expect(scrape.sum('qt_provider_failures_total', { provider: 'binance' })).toBeGreaterThanOrEqual(3);
    expect(scrape.sum('qt_provider_circuit_open', { provider: 'binance' })).toBe(1);
    expect(await price()).toMatchObject({ stale: false });
  });

  test('nothing is bought on a price of CoinGecko, and health says so', async () => {
    expect(await buy()).toMatchObject(UNPRICED);
    const health = await system.api().health();
    expect(health).toMatchObject({ body: { trading: { allowed: false, reason: 'price_unavailable' } } });
  });

  test('without both, prices come from the cache, marked stale with their age', async () => {
    await system.marketSim().setFault({ params: { provider: 'coingecko' }, body: { kind: 'timeout' } });
    const stale = await until(
      'a stale price',
      async () => {
        const seen = await price();
        return seen?.stale ? seen : undefined;
      },
      150_000,
    );
    expect(stale.age_seconds).toBeGreaterThanOrEqual(60);
    await event('cache.fallback.activated', { cache_name: 'price' });
    expect((await system.scrape('api')).sum('qt_cache_fallbacks_total', { cache_name: 'price' })).toBeGreaterThan(0);
    const health = await system.api().health();
    expect(health).toMatchObject({ ok: true, body: { status: 'degraded' } });
  });

  test('the scheduler names the providers that failed, and its synthetic checks fail', async () => {
    const run = { event: 'scheduler.run.finished', job_id: 'warm_market_caches', status: 'degraded' };
    await until('a warm-up that both providers failed', () =>
      system.log('scheduler').find((line) => {
        const failed = Object.keys((line['errors_by_provider'] as object | undefined) ?? {}).sort();
        return (
          Object.entries(run).every(([key, value]) => line[key] === value) && failed.join() === 'binance,coingecko'
        );
      }),
    );
    await until(
      'failing synthetic checks',
      async () => {
        const scrape = await system.scrape('scheduler');
        return scrape.sum('qt_synthetic_check_success') === 0 || undefined;
      },
      120_000,
    );
    expect(
      (await system.scrape('scheduler')).sum('qt_scheduler_runs_total', {
        job_id: 'synthetic_checks',
        status: 'degraded',
      }),
    ).toBe(0);
  });

  test('nothing is bought on the last price of CoinGecko either', async () => {
    expect(await buy()).toMatchObject(UNPRICED);
  });

  test('when both recover, breakers close and prices are fresh', async () => {
    await system.marketSim().clearFault({ params: { provider: 'binance' } });
    await system.marketSim().clearFault({ params: { provider: 'coingecko' } });
    await until(
      'a fresh price of Binance',
      async () => {
        const seen = await price();
        return seen?.source === 'binance' && !seen.stale ? true : undefined;
      },
      200_000,
    );
    await until('an order that goes out', async () => (await buy()).ok || undefined);
    // Prices and candles have a circuit each, and each waits for its own probe.
    await event('provider.circuit.closed', { provider: 'binance', calls: 'prices' });
    await until(
      'no open circuit',
      async () =>
        (await system.scrape('api')).sum('qt_provider_circuit_open', { provider: 'binance' }) === 0 || undefined,
      150_000,
    );
  });
});
