import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const TRIES = 8000;
const CONNECTIONS = 900;
const IDS = ['market-sim', 'risk-guard', 'api'] as const;

let services: Services;
beforeAll(async () => {
  services = await Services.prepare(IDS, { env: { QT_MAX_ORDERS_PER_MINUTE: '1000000' } });
  await Promise.all(IDS.map((id) => services.start(id)));
});
afterAll(() => services.stop());

function order(side: 'buy' | 'sell') {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side, quantity: '0.001' } as const;
  return services.api().placeTrade({ body });
}

/** What was bought is sold again, so that no limit of the position is met, however many orders the storm has room for. */
async function buyAndSell(): Promise<boolean> {
  return (await order('buy')).ok && (await order('sell')).ok;
}

/** Tries one wrong token; resolves to the status of the answer. */
function tryWrongToken(agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-admin-token': randomUUID(), 'content-length': 0 };
    request(`${services.url('risk-guard')}/risk/kill-switch`, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end();
  });
}

function auditRows(): number {
  const database = new DatabaseSync(join(services.dataDir, 'risk-guard', 'risk-guard.db'), { readOnly: true });
  const row = database.prepare("SELECT count(*) AS n FROM audit WHERE actor = 'unknown'").get();
  database.close();
  return Number(row?.['n']);
}

test(`${TRIES} wrong tokens over ${CONNECTIONS} connections do not stop trading, and leave few rows in the audit`, async () => {
  await until('an order to fill', async () => (await buyAndSell()) || undefined, 120_000);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = TRIES;
  let filled = 0;
  const storm = Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const statuses: number[] = [];
      // On a slow machine for longer: an order has to fill in the midst of it.
      while (left-- > 0 || filled === 0) statuses.push(await tryWrongToken(agent));
      return statuses;
    }),
  ).then((all) => all.flat());
  while (left > 0 || filled === 0) filled += Number(await buyAndSell());
  const statuses = await storm;
  agent.destroy();

  expect(statuses.length).toBeGreaterThanOrEqual(TRIES);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect(await order('buy')).toMatchObject({ ok: true });
  expect(auditRows()).toBeLessThan(100);
  // The right token was never locked out.
  expect(await services.riskGuard().killSwitch({ body: { enabled: null, reason: 'after the storm' } })).toMatchObject({
    ok: true,
  });
});
