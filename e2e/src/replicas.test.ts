import { apiRoutes, createClient } from '@qt/contracts';
import { POSTGRES_BIN, PostgresServer, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPostgresApiBook, readPostgresGuardBook } from './kills/books.ts';
import { expectEqualBooks } from './kills/equal-books.ts';
import { Traders } from './kills/traders.ts';
import { Deployment, REPLICATED } from './replicas/deployment.ts';

const OPENING = '100000';
const CALLERS = 4;
const SEED = 29;
/** What a guard says of an order itself, and not of its own state. */
const OF_THE_ORDER = [
  'insufficient_balance',
  'position_limit',
  'notional_limit',
  'daily_loss_limit',
  'duplicate_order',
];

describe.skipIf(POSTGRES_BIN === undefined)('three of each service on one PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let deployment: Deployment;
  let traders: Traders;
  beforeAll(async () => {
    server = await PostgresServer.start();
    deployment = await Deployment.start(3, {
      QT_DATABASE_URL: await server.createDatabase('qt'),
      QT_PAPER_BALANCE: OPENING,
      QT_MAX_DAILY_LOSS: '90000',
      QT_MAX_ORDERS_PER_MINUTE: '1000000',
      QT_PRICE_BAND_PERCENT: '90',
    });
    const options = { baseUrl: deployment.url('api'), headers: {}, fetch };
    traders = new Traders(
      { api: (timeoutMs = 10_000) => createClient(apiRoutes, { ...options, timeoutMs }) },
      SEED,
      CALLERS,
    );
    await until('orders to go out', async () => {
      const health = await createClient(apiRoutes, { ...options, timeoutMs: 10_000 }).health();
      return (health.ok && health.body.trading.allowed) || undefined;
    });
    traders.start();
    await untilMoreAnswered(10);
  });
  afterAll(async () => {
    await traders?.stop();
    await deployment?.stop();
    await server?.stop();
  });

  const untilMoreAnswered = async (count: number) => {
    const before = traders.answered;
    await until('orders to be answered', () => traders.answered >= before + count || undefined, 120_000);
  };

  /** Both books, once nothing is under way, are equal, and have every fill that a caller was told of. */
  async function expectBooksToAgree(): Promise<void> {
    await traders.stop();
    // Signals are traded meanwhile.
    const { api, guard } = await until('the books of one instant', async () => {
      const books = {
        api: await readPostgresApiBook(server, 'qt'),
        guard: await readPostgresGuardBook(server, 'qt', OPENING),
      };
      return books.api.fills.length === books.guard.fills.length ? books : undefined;
    });
    expectEqualBooks(api, guard, traders.answers);
    traders.start();
  }

  test('a rolling upgrade of all of them under orders refuses none', async () => {
    for (const service of REPLICATED) {
      await deployment.restartOneByOne(service);
      await untilMoreAnswered(5);
      const { retries, denied } = traders.answers;
      const others = [...denied.values()].filter((reason) => !OF_THE_ORDER.includes(reason));
      expect({ service, retries, others }).toEqual({ service, retries: 0, others: [] });
    }
    await expectBooksToAgree();
  });

  test('the leader of each is killed in the middle of orders: another one goes on, and the books agree', async () => {
    for (const service of ['api', 'risk-guard', 'api', 'risk-guard', 'retrain-worker'] as const) {
      const leader = await deployment.leader(service);
      await leader.signal(service, 'SIGKILL');
      await untilMoreAnswered(5);
      await leader.start(service);
    }
    await expectBooksToAgree();
  });
});
