import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TRADING_BLOCKS, type TradingBlock } from '@qt/catalogue';
import type { SystemHealth } from '@qt/contracts';
import { System, until } from '@qt/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let system: System;
beforeAll(async () => {
  system = await System.start({
    env: { QT_MAX_PRICE_AGE_SECONDS: '10', QT_JOB_WARM_MARKET_CACHES_INTERVAL_SECONDS: '5' },
  });
  await system.untilTrading();
});
afterAll(() => system.stop());

/** What `/health` says once it says `expected` of trading: `null` that orders may go out, else why not. */
function healthOnce(expected: TradingBlock | null): Promise<SystemHealth> {
  return until(
    `/health to say ${expected ?? 'that orders may go out'}`,
    async () => {
      const reply = await system.api().health();
      return reply.ok && reply.body.trading.reason === expected ? reply.body : undefined;
    },
    300_000,
  );
}

const changes = () => system.log('api').filter((line) => line['event'] === 'trading.allowed.changed');

async function orderGoesOut(): Promise<boolean> {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.0001' } as const;
  return (await system.api().placeTrade({ body })).ok;
}

/** Health, gauges, log and what an order then meets all say the same. */
async function expectVerdict(expected: TradingBlock | null, changesSoFar: number): Promise<void> {
  const { status, trading } = await healthOnce(expected);
  const allowed = expected === null;
  expect(trading.allowed).toBe(allowed);
  if (!allowed) expect(status).not.toBe('ok');
  const scrape = await system.scrape('api');
  expect(scrape.sum('qt_trading_allowed')).toBe(Number(allowed));
  const blocked = TRADING_BLOCKS.filter((reason) => scrape.sum('qt_trading_blocked', { reason }) === 1);
  expect(blocked).toEqual(allowed ? [] : [expected]);
  const change = await until('the log to have the change', () => changes()[changesSoFar]);
  expect(change).toMatchObject({ allowed, reason: expected });
  expect(Date.parse(String(change['timestamp'])) - Date.parse(trading.since)).toBeLessThan(1000);
  if (allowed) await until('an order to go out', async () => (await orderGoesOut()) || undefined);
  else expect(await orderGoesOut()).toBe(false);
}

/** Holds the lock for writing of a database, as a backup or a stuck process would. */
function lockStore(...path: string[]): () => void {
  const holder = new DatabaseSync(join(system.dataDir, ...path));
  holder.exec('BEGIN IMMEDIATE');
  return () => {
    holder.exec('ROLLBACK');
    holder.close();
  };
}

interface Trouble {
  readonly what: string;
  readonly reason: TradingBlock;
  /** Makes it, and returns what ends it. */
  readonly make: () => Promise<() => unknown> | (() => unknown);
}

const troubles: Trouble[] = [
  {
    what: 'the risk guard is halted',
    reason: 'reducing_only',
    async make() {
      await system.riskGuard().setState({ body: { state: 'halted', reason: 'looking into a loss' } });
      return () => system.riskGuard().setState({ body: { state: 'active', reason: 'resolved' } });
    },
  },
  {
    what: 'the kill switch is engaged',
    reason: 'kill_switch',
    async make() {
      await system.riskGuard().killSwitch({ body: { enabled: true, reason: 'looking into a loss' } });
      return () => system.riskGuard().killSwitch({ body: { enabled: null, reason: 'resolved' } });
    },
  },
  {
    what: "the risk guard's store is locked",
    reason: 'store_unavailable',
    make: () => lockStore('risk-guard', 'risk-guard.db'),
  },
  {
    what: "the API's store is locked",
    reason: 'store_unavailable',
    make: () => lockStore('api', 'api.sqlite'),
  },
  {
    what: 'the risk guard hangs',
    reason: 'risk_guard_unavailable',
    make() {
      system.kill('risk-guard', 'SIGSTOP');
      return () => system.kill('risk-guard', 'SIGCONT');
    },
  },
  {
    what: 'both providers fail until the last price is too old',
    reason: 'price_unavailable',
    async make() {
      for (const provider of ['binance', 'coingecko'] as const) {
        await system.marketSim().setFault({ params: { provider }, body: { kind: 'error' } });
      }
      return async () => {
        for (const provider of ['binance', 'coingecko'] as const) {
          await system.marketSim().clearFault({ params: { provider } });
        }
      };
    },
  },
];

describe.each(troubles)('while $what', ({ reason, make }) => {
  let end: () => unknown;
  let before: number;
  beforeEach(async () => {
    await healthOnce(null);
    before = changes().length;
    end = await make();
  });
  afterEach(() => end());

  test('health, gauges, log and orders agree that none goes out and why, and come back when it ends', async () => {
    await expectVerdict(reason, before);
    await end();
    end = () => {};
    await expectVerdict(null, before + 1);
  }, 600_000);
});
