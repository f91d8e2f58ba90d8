import { System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let system: System;
beforeAll(async () => {
  const often = { QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: '10', QT_JOB_WARM_MARKET_CACHES_INTERVAL_SECONDS: '10' };
  // Any address will do, and services use no proxy of the environment to reach each other: this one leads nowhere.
  const proxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };
  system = await System.start({ env: { ...often, ...proxy, QT_HOST: '::1', QT_RETRAIN_HISTORY_DAYS: '3' } });
  await system.untilTrading();
  await system.marketSim().setFault({ params: { provider: 'binance' }, body: { kind: 'gap' } });
});
afterAll(() => system.stop());

/** The scans so far that ended after this instant (Unix ms). */
const scansSince = (from: number) =>
  system
    .log('scheduler')
    .filter((line) => line['event'] === 'scheduler.run.finished' && line['job_id'] === 'signal_scan')
    .filter((line) => Date.parse(String(line['timestamp'])) > from);

/** One incident as an operator sees it: Binance loses a minute of candles of every symbol, for good. */
describe('with a hole in the candles', () => {
  test('it is counted and named, and no breaker opens', async () => {
    const missing = async () => (await system.scrape('api')).sum('qt_market_gaps_total', { kind: 'missing' });
    await until('the count of the hole', async () => (await missing()) === 3 || undefined, 180_000);
    const line = system.log('api').find((one) => one['event'] === 'market.gap');
    expect(line).toMatchObject({ level: 'warn', kind: 'missing', candles: 1, interval: '1m' });
    const candles = () => system.api().candles({ params: { symbol: 'BTCUSDT' }, query: { interval: '1m', limit: 60 } });
    // The cache may hold those of before the fault.
    await until('candles that name it', async () => {
      const reply = await candles();
      return reply.ok && reply.body.missing.length === 1 ? reply : undefined;
    });
    const health = await system.api().health();
    expect(health).toMatchObject({ ok: true, body: { providers: [{ circuit: 'closed' }, { circuit: 'closed' }] } });
    expect(await missing()).toBe(3);
  });

  test('a retraining goes on over it', async () => {
    const successes = async () =>
      (await system.scrape('retrain-worker')).sum('qt_retrain_runs_total', { status: 'success' }) ?? 0;
    const before = await successes();
    expect(await system.retrainWorker().retrain({})).toMatchObject({ status: 202 });
    await until('a successful run', async () => (await successes()) > before || undefined, 180_000);
    expect((await system.scrape('retrain-worker')).sum('qt_market_gaps_total', { kind: 'missing' })).toBe(3);
  });

  test(
    'the scan goes on: no run is degraded, and every symbol has signals again a minute later',
    async () => {
      const from = Date.now();
      await until(
        'a scan of all three symbols',
        () => scansSince(from).find((one) => one['symbols_done'] === 3),
        7 * 60_000,
      );
      expect(new Set(scansSince(0).map((line) => line['status']))).toEqual(new Set(['success']));
      expect((await system.scrape('api')).sum('qt_provider_failures_total', { provider: 'binance' })).toBe(0);
    },
    8 * 60_000,
  );
});
