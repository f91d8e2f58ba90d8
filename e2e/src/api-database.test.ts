import { randomUUID } from 'node:crypto';
import { POSTGRES_BIN, PostgresServer, Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readGuardBook, readPostgresApiBook } from './kills/books.ts';
import { expectEqualBooks } from './kills/equal-books.ts';
import { Traders } from './kills/traders.ts';

const OPENING = '100000';
const CALLERS = 4;
const SEED = 7;

describe.skipIf(POSTGRES_BIN === undefined)('an API on PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let services: Services;
  let traders: Traders;
  const onPostgres = () => ({ QT_DATABASE_URL: server.url('qt') });
  beforeAll(async () => {
    server = await PostgresServer.start();
    await server.createDatabase('qt');
    services = await Services.prepare(['market-sim', 'risk-guard', 'api'], {
      env: {
        QT_PAPER_BALANCE: OPENING,
        QT_MAX_DAILY_LOSS: '90000',
        QT_MAX_ORDERS_PER_MINUTE: '1000000',
        QT_PRICE_BAND_PERCENT: '90',
      },
    });
    await Promise.all([
      services.start('market-sim'),
      services.start('risk-guard'),
      services.start('api', onPostgres()),
    ]);
    traders = new Traders(services, SEED, CALLERS);
    traders.start();
    await untilMoreFilled(5);
  });
  afterAll(async () => {
    await services?.stop();
    await server?.stop();
  });

  const untilMoreFilled = async (count: number) => {
    const { filled } = traders.answers;
    const before = filled.size;
    await until('orders to fill', () => filled.size >= before + count || undefined, 120_000);
  };
  const order = () => {
    const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' } as const;
    return services.api(15_000).placeTrade({ body });
  };
  const trading = async () => {
    const reply = await services.api().health();
    return reply.ok ? reply.body.trading : undefined;
  };
  const readiness = async () => (await fetch(`${services.url('api')}/health/ready`)).json();

  /** Both books, once nothing is under way, are equal, and have every fill that a caller was told of. */
  async function expectBooksToAgree(): Promise<void> {
    await traders.stop();
    const api = await readPostgresApiBook(server, 'qt');
    const guard = readGuardBook(services.dataDir, OPENING);
    expectEqualBooks(api, guard, traders.answers);
    traders.start();
  }

  test('refuses orders while the server is away, says so, and goes on by itself with books that agree', async () => {
    await server.crash();
    const refused = await until('an order to be refused', async () => {
      const reply = await order();
      return reply.ok ? undefined : reply;
    });
    expect(refused).toMatchObject({ status: 503, error: { code: 'store_unavailable' } });
    expect(await trading()).toMatchObject({ allowed: false, reason: 'store_unavailable' });
    expect((await services.scrape('api')).sum('qt_trading_blocked', { reason: 'store_unavailable' })).toBe(1);
    expect(await readiness()).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'store', ok: false, detail: expect.stringContaining('is unreachable') }),
      ]),
    });
    // Prices need no store.
    expect(await services.api().latestPrice({ params: { symbol: 'BTCUSDT' } })).toMatchObject({ ok: true });
    await server.resume();
    await untilMoreFilled(10);
    await until('health to say so', async () => (await trading())?.reason !== 'store_unavailable' || undefined);
    await expectBooksToAgree();
  });

  test('loses nothing where it is killed, or the server is, in the middle of orders', async () => {
    for (const victim of ['api', 'server', 'api', 'server'] as const) {
      await untilMoreFilled(3);
      if (victim === 'server') {
        await server.crash();
        await server.resume();
      } else {
        await services.signal('api', 'SIGKILL');
        await services.start('api', onPostgres());
      }
    }
    await untilMoreFilled(5);
    await expectBooksToAgree();
  });

  test('has a second replica that forwards, takes over when the first is killed, and writes nothing twice', async () => {
    const neighbours = {
      QT_RISK_GUARD_URL: services.url('risk-guard'),
      QT_MARKET_SIM_URL: services.url('market-sim'),
      QT_BINANCE_URL: services.url('market-sim'),
      QT_COINGECKO_URL: services.url('market-sim'),
      QT_PAPER_BALANCE: OPENING,
    };
    const second = await Services.prepare(['api'], { env: { ...neighbours, ...onPostgres() } });
    onTestFinished(() => second.stop());
    await second.start('api');
    const positions = async (of: Services) => {
      const reply = await of.api(20_000).positions();
      return reply.ok ? reply.body.items.map(({ symbol }) => symbol).sort() : reply.error;
    };
    await untilMoreFilled(3);
    expect(await positions(second)).toEqual(await positions(services));
    await services.signal('api', 'SIGKILL');
    expect(await positions(second)).toEqual(expect.arrayContaining([expect.any(String)]));
    // From now on the first one stands by, and forwards what it is asked.
    await services.start('api', onPostgres());
    expect(services.output('api')).toMatch(/"message":"stands by"/);
    await untilMoreFilled(5);
    expect(await (await fetch(`${services.url('api')}/health/ready`)).json()).toMatchObject({
      checks: [{ name: 'leader', detail: expect.stringContaining('stands by for') }],
    });
    await second.signal('api', 'SIGKILL');
    await untilMoreFilled(5);
    await expectBooksToAgree();
  });
});
