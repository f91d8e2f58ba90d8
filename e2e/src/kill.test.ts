import { randomUUID } from 'node:crypto';
import type { ServiceId } from '@qt/contracts';
import { type Scrape, System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let system: System;
beforeAll(async () => {
  system = await System.start();
  await system.untilTrading();
});
afterAll(() => system.stop());

const isUp = async (service: ServiceId, path = '/health/live') =>
  (await fetch(system.url(service) + path)).ok || undefined;

/** Kills a service, runs `meanwhile` while it is down, and returns the first scrape after its restart. */
async function killed(service: ServiceId, meanwhile: () => Promise<void> = async () => {}): Promise<Scrape> {
  const before = system.pid(service);
  system.kill(service);
  await until(`${service} to be gone`, () => (system.pid(service) === before ? undefined : true));
  await meanwhile();
  const first = await until(`the first scrape of ${service}`, () => system.scrape(service));
  expect(system.pid(service)).not.toBe(before);
  return first;
}

async function placed() {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' } as const;
  return system.api().placeTrade({ body });
}

describe('kill -9 while trading', () => {
  test('of the risk guard: nothing is ordered meanwhile, and its loss and switch are right at the first scrape', async () => {
    await system.riskGuard().killSwitch({ body: { enabled: true, reason: 'before the crash' } });
    const loss = (await system.scrape('risk-guard')).sum('qt_risk_daily_loss');
    expect(loss).toBeGreaterThan(0);
    const first = await killed('risk-guard', async () => {
      const orders = await system.api().trades({ query: { limit: 1000 } });
      expect(await placed()).toMatchObject({ ok: false, status: 503, error: { code: 'risk_guard_unavailable' } });
      expect(await system.api().trades({ query: { limit: 1000 } })).toEqual(orders);
    });
    expect(first.sum('qt_risk_kill_switch_engaged')).toBe(1);
    expect(first.sum('qt_risk_daily_loss')).toBeCloseTo(loss ?? Number.NaN, 6);
    expect(first.sum('qt_risk_daily_loss_limit')).toBe(500);
    await system.riskGuard().killSwitch({ body: { enabled: null, reason: 'after the crash' } });
    await until('orders to go out again', async () => (await placed()).ok || undefined);
  });

  test('of the scheduler: it still knows its last runs', async () => {
    const labels = { job_id: 'signal_scan' };
    const last = (await system.scrape('scheduler')).sum('qt_scheduler_last_run_timestamp_seconds', labels);
    const first = await killed('scheduler');
    expect(first.sum('qt_scheduler_last_run_timestamp_seconds', labels)).toBeGreaterThanOrEqual(last ?? Number.NaN);
    expect(first.sum('qt_scheduler_runs_total')).toBeDefined();
    await until('the scheduler to be ready', () => isUp('scheduler', '/health/ready'));
  });

  test('of the API: it still has its orders and its model', async () => {
    const trades = await system.api().trades({ query: { limit: 1000 } });
    const inferred = { profile: 'balanced' };
    const last = (await system.scrape('api')).sum('qt_model_last_inference_timestamp_seconds', inferred);
    const first = await killed('api');
    expect(first.sum('qt_model_last_inference_timestamp_seconds', inferred)).toBeGreaterThanOrEqual(last ?? Number.NaN);
    await until('the API to be ready', () => isUp('api', '/health/ready'));
    const after = await system.api().trades({ query: { limit: 1000 } });
    expect(JSON.stringify(after)).toContain(JSON.stringify(trades.ok ? trades.body.items.at(-1) : undefined));
    await until('orders to go out again', async () => (await placed()).ok || undefined);
  });

  test('of the retrain worker: the API keeps its model', async () => {
    const first = await killed('retrain-worker', async () => {
      expect(await isUp('api', '/health/ready')).toBe(true);
      expect(await system.api().signals({ query: {} })).toMatchObject({ ok: true });
    });
    expect(first.sum('qt_retrain_last_success_timestamp_seconds')).toBeGreaterThan(0);
    expect(first.sum('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
  });

  test('start reports each crash and each restart', () => {
    for (const service of ['risk-guard', 'scheduler', 'api', 'retrain-worker']) {
      expect(system.output).toMatch(new RegExp(`${service} died \\(SIGKILL\\); starting it again in [\\d.]+ s`));
    }
  });
});

describe('a retraining run that is killed in the middle, twice', () => {
  test.each([1, 2])('is a failure that the next start counts and shows, time %i', async (time) => {
    await until('the retrain worker', () => isUp('retrain-worker', '/health/ready'));
    const started = await system.retrainWorker().retrain();
    expect(started).toMatchObject({ ok: true, status: 202 });
    expect(await system.retrainWorker().retrain()).toMatchObject({ ok: false, status: 409 });
    await until('progress', async () => {
      const runs = await system.retrainWorker().runs();
      return (runs.ok && runs.body.items.some((run) => run.status === 'running' && run.progress > 0)) || undefined;
    });
    const killedAt = Date.now() / 1000;
    const first = await killed('retrain-worker');
    expect(first.sum('qt_retrain_runs_total', { status: 'failure' })).toBe(1);
    expect(first.sum('qt_retrain_last_failure_timestamp_seconds')).toBeGreaterThan(killedAt);
    const runs = await system.retrainWorker().runs();
    expect(runs.ok && runs.body.items.filter((run) => run.status === 'failure')).toHaveLength(time);
    const failed = system.log('retrain-worker').filter((line) => line['event'] === 'retrain.failed');
    expect(failed).toHaveLength(time);
  });
});
