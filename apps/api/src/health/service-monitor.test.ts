import type { Readiness } from '@qt/contracts';
import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { ServiceMonitor } from './service-monitor.ts';

const RISK_GUARD = 'http://127.0.0.1:18003';
const T0 = Date.parse('2026-11-23T12:00:00.000Z');

function monitored() {
  const world = { minutes: 0, answer: (): Response | Error => new Error('unset') };
  const config = readConfig({ QT_RISK_GUARD_URL: RISK_GUARD });
  const fetch = async (url: Parameters<typeof globalThis.fetch>[0]) => {
    const answer = String(url).startsWith(RISK_GUARD) ? world.answer() : new Error('connect ECONNREFUSED');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const monitor = new ServiceMonitor(config, { fetch }, () => T0 + world.minutes * 60_000);
  const check = async () => (await monitor.check()).find(({ name }) => name === 'qt-risk-guard');
  return { world, check };
}

function readiness(status: Readiness['status'], code: number): Response {
  const checks = [
    { name: 'store', ok: status === 'ready', detail: 'cannot be written', since: new Date(T0).toISOString() },
  ];
  return Response.json({ status, service: 'qt-risk-guard', version: '0.1.0', starts: 4, checks }, { status: code });
}

test('a service that is ready is ok since it was first seen ready', async () => {
  const { world, check } = monitored();
  world.answer = () => readiness('ready', 200);
  world.minutes = 1;
  expect(await check()).toEqual({
    name: 'qt-risk-guard',
    ok: true,
    detail: 'ready',
    since: '2026-11-23T12:01:00.000Z',
    starts: 4,
  });
  world.minutes = 2;
  expect(await check()).toMatchObject({ ok: true, since: '2026-11-23T12:01:00.000Z' });
});

test('a service that is not ready names its failing checks', async () => {
  const { world, check } = monitored();
  world.answer = () => readiness('not_ready', 503);
  expect(await check()).toMatchObject({ ok: false, detail: 'not_ready: store: cannot be written' });
});

test('a service that cannot be reached is not ok since then, even when the reason changes', async () => {
  const { world, check } = monitored();
  world.answer = () => readiness('ready', 200);
  await check();
  world.minutes = 3;
  world.answer = () => new Error('connect ECONNREFUSED');
  expect(await check()).toMatchObject({ ok: false, since: '2026-11-23T12:03:00.000Z', starts: null });
  world.minutes = 4;
  world.answer = () => new Error('timed out');
  expect(await check()).toMatchObject({
    ok: false,
    detail: expect.stringContaining('timed out'),
    since: '2026-11-23T12:03:00.000Z',
  });
});

test('the market simulator is monitored only if it is the market', async () => {
  const names = async (env: NodeJS.ProcessEnv) => {
    const monitor = new ServiceMonitor(
      readConfig(env),
      { fetch: () => Promise.reject(new Error('no network')) },
      () => T0,
    );
    return (await monitor.check()).map(({ name }) => name);
  };
  expect(await names({})).toEqual(['qt-scheduler', 'qt-retrain-worker', 'qt-risk-guard', 'qt-market-sim']);
  expect(await names({ QT_MARKET: 'live' })).toEqual(['qt-scheduler', 'qt-retrain-worker', 'qt-risk-guard']);
});
