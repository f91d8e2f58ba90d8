import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readApiBook, readGuardBook, untilSettled } from './kills/books.ts';

/** How long a service is stopped: beyond an order's deadline, 10 s. `QT_STOP_SECONDS=30` for longer. */
const STOP_MS = Number(process.env['QT_STOP_SECONDS'] || 12) * 1000;
const ORDERS = 20;

let services: Services;
beforeAll(async () => {
  services = await Services.prepare(['market-sim', 'risk-guard', 'api']);
  await Promise.all((['market-sim', 'risk-guard', 'api'] as const).map((id) => services.start(id)));
});
afterAll(() => services.stop());

/** `patienceMs`: when its caller gives up. */
function order(id: string, patienceMs?: number) {
  const body = { client_order_id: id, symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' } as const;
  return services.api(patienceMs).placeTrade({ body });
}
const untilOrdersFill = () =>
  until('an order to fill', async () => (await order(randomUUID())).ok || undefined, 120_000);

/** The ids that have filled, once both books have them and are equal. */
async function filledIds(): Promise<ReadonlySet<string>> {
  await untilSettled(services.dataDir);
  const api = readApiBook(services.dataDir);
  const guard = readGuardBook(services.dataDir, '100000');
  const idsOf = ({ fills }: typeof api) => fills.map((fill) => fill.client_order_id).sort();
  expect(idsOf(guard)).toEqual(idsOf(api));
  expect(new Set(idsOf(api)).size).toBe(api.fills.length);
  expect([guard.cash, guard.positions]).toEqual([api.cash, api.positions]);
  return new Set(idsOf(api));
}

describe('SIGSTOP', () => {
  test('of the guard: no order that was refused meanwhile fills afterwards', async () => {
    await untilOrdersFill();
    await services.signal('risk-guard', 'SIGSTOP');
    const ids = Array.from({ length: ORDERS }, () => randomUUID());
    const replies = await Promise.all(ids.map((id) => order(id, 30_000)));
    for (const reply of replies) expect(reply).toMatchObject({ ok: false, status: 503 });
    await pause(STOP_MS);
    await services.signal('risk-guard', 'SIGCONT');
    await untilOrdersFill();
    const filled = await filledIds();
    expect(ids.filter((id) => filled.has(id))).toEqual([]);
    // Whoever sends one again gets it, once.
    const [again = ''] = ids;
    expect(await order(again)).toMatchObject({ ok: true, status: 201 });
    expect(await order(again)).toMatchObject({ ok: true, status: 200 });
  });

  test('of the API: what its callers gave up never fills, and what they still wait for is too old', async () => {
    await untilOrdersFill();
    await services.signal('api', 'SIGSTOP');
    const [given, waiting] = [0, 1].map(() => Array.from({ length: ORDERS }, () => randomUUID())) as [
      string[],
      string[],
    ];
    const waits = waiting.map((id) => order(id, STOP_MS + 60_000));
    for (const reply of await Promise.all(given.map((id) => order(id, 1000)))) {
      expect(reply).toMatchObject({ ok: false, status: null });
    }
    await pause(STOP_MS);
    const continuedAt = Date.now();
    await services.signal('api', 'SIGCONT');
    const answers = await Promise.all(waits);
    const filled = await filledIds();
    expect(given.filter((id) => filled.has(id))).toEqual([]);
    // The API read these only now, so their price is of now as well.
    for (const answer of answers) {
      if (answer.ok && 'filled_at' in answer.body)
        expect(Date.parse(answer.body.filled_at)).toBeGreaterThanOrEqual(continuedAt);
    }
    await untilOrdersFill();
  });
});
