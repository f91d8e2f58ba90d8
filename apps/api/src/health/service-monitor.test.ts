import type { Readiness } from '@qt/contracts';
import { expect, test } from 'vitest';
import { ServiceWatch } from './service-monitor.ts';

const T0 = Date.parse('2026-11-23T12:00:00.000Z');

function watch() {
  const world = { minutes: 0, answer: (): Response | Error => new Error('unset') };
  const services = new ServiceWatch([{ name: 'qt-risk-guard', baseUrl: 'http://127.0.0.1:8003' }], {
    timeoutMs: 1000,
    now: () => T0 + world.minutes * 60_000,
    fetch: async () => {
      const answer = world.answer();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { world, ask: async () => (await services.ask())[0] };
}

function readiness(status: Readiness['status'], code: number): Response {
  const checks = [
    { name: 'store', ok: status === 'ready', detail: 'cannot be written', since: new Date(T0).toISOString() },
  ];
  return Response.json({ status, service: 'qt-risk-guard', version: '0.1.0', checks }, { status: code });
}

test('a service that is ready is ok, and stays so since it was first seen so', async () => {
  const { world, ask } = watch();
  world.answer = () => readiness('ready', 200);
  world.minutes = 1;
  expect(await ask()).toEqual({ name: 'qt-risk-guard', ok: true, detail: 'ready', since: '2026-11-23T12:01:00.000Z' });
  world.minutes = 2;
  expect(await ask()).toMatchObject({ ok: true, since: '2026-11-23T12:01:00.000Z' });
});

test('a service that is not ready says which of its checks fails', async () => {
  const { world, ask } = watch();
  world.answer = () => readiness('not_ready', 503);
  expect(await ask()).toMatchObject({ ok: false, detail: 'not_ready: store: cannot be written' });
});

test('a service that cannot be reached is not ok since then, even when the reason changes', async () => {
  const { world, ask } = watch();
  world.answer = () => readiness('ready', 200);
  await ask();
  world.minutes = 3;
  world.answer = () => new Error('connect ECONNREFUSED');
  expect(await ask()).toMatchObject({ ok: false, since: '2026-11-23T12:03:00.000Z' });
  world.minutes = 4;
  world.answer = () => new Error('timed out');
  expect(await ask()).toMatchObject({
    ok: false,
    detail: expect.stringContaining('timed out'),
    since: '2026-11-23T12:03:00.000Z',
  });
});
