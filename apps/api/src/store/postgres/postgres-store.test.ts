import { setImmediate } from 'node:timers/promises';
import { amount, decimalText } from '@qt/domain';
import { openPostgres } from '@qt/postgres';
import { MISHAPS } from '@qt/postgres/testing';
import { recordingLog } from '@qt/telemetry/testing';
import { POSTGRES_BIN, PostgresServer } from '@qt/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { LEDGER } from '../../trading/ledger/ledger-queries.ts';
import { RECONCILIATION } from '../../trading/reconciliation/reconciliation-queries.ts';
import { aFill, anOrder } from '../../trading/trading.fixture.ts';
import { storeContract } from '../store.contract.ts';
import { MIGRATIONS } from './migrations.ts';
import { openPostgresStore, SCHEMA } from './postgres-store.ts';
import { openSchema, type Schema } from './schema.fixture.ts';

const CONFIG = {
  QT_MARKET: 'sim',
  QT_EXECUTOR: 'paper',
  QT_PAPER_BALANCE: '1000',
  QT_PROFILES: ['balanced'],
} as const;
const config = (given: object = {}) => ({ ...CONFIG, QT_PROFILES: [...CONFIG.QT_PROFILES], ...given });

describe.skipIf(POSTGRES_BIN === undefined)('the store in PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let databases = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());

  const newDatabase = () => server.createDatabase(`d${++databases}`);

  for (const [how, mishaps] of [
    ['as it is', []],
    ...MISHAPS.map((mishap) => [`where every transaction meets: ${mishap}`, [mishap]] as const),
  ] as const) {
    describe(how, () => {
      let schema: Schema;
      beforeAll(async () => {
        schema = await openSchema(await newDatabase(), mishaps);
      });
      afterAll(() => schema?.close());
      beforeEach(() => schema.empty());
      storeContract(`in PostgreSQL, ${how}`, (options) => schema.store(options));
    });
  }

  describe('which replicas and crashes meet', () => {
    let url: string;
    let schema: Schema;
    beforeEach(async () => {
      url = await newDatabase();
      schema = await openSchema(url);
    });
    const sql = (text: string) => server.sql(`SET search_path = qt_api; ${text}`, `d${databases}`);

    async function open() {
      onTestFinished(() => schema.close());
      return schema.store();
    }

    test('refuses a write while the server is away, and goes on once it is back, as it was', async () => {
      const { ledger } = await open();
      await ledger.begin(anOrder());
      await server.crash();
      const away = { name: 'DatabaseUnavailable', fault: 'unreachable', mayPass: true };
      await expect(ledger.reserve('order-1', 'r')).rejects.toMatchObject(away);
      await expect(ledger.find('order-1')).rejects.toMatchObject(away);
      await server.resume();
      await ledger.reserve('order-1', 'r');
      const again = await schema.store();
      expect(await again.ledger.find('order-1')).toMatchObject({ state: 'reserved', reservationId: 'r' });
      expect(await again.ledger.events('order-1')).toHaveLength(2);
    });

    test('takes writes at once one after the other, so that numbers ascend as they are committed', async () => {
      const { ledger, reconciliation } = await open();
      const seen: number[] = [];
      let done = false;
      const watching = (async () => {
        while (!done) {
          seen.push(await reconciliation.revision());
          await setImmediate();
        }
      })();
      const ids = Array.from({ length: 40 }, (_, n) => `order-${n}`);
      await Promise.all(ids.map((clientOrderId) => ledger.begin(anOrder({ clientOrderId }))));
      done = true;
      await watching;
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect((await ledger.unfinished()).map(({ order }) => order.clientOrderId)).toEqual(ids);
    });

    test.each(MISHAPS)('books a fill once, and answers as at the first time, in spite of: %s', async (mishap) => {
      const { ledger } = await open();
      await ledger.begin(anOrder());
      await ledger.reserve('order-1', 'r');
      await ledger.send('order-1', 'v', amount('100'));
      schema.chaos.bring(mishap);
      const booked = await ledger.fill('order-1', aFill('0.5', '100', '0.05'));
      expect(booked).toMatchObject({ covered: true, repeated: false, filled: { status: 'filled' } });
      expect(decimalText((await ledger.totals()).cash)).toBe('949.95');
      schema.chaos.bring(mishap);
      await ledger.acknowledge('order-1');
      expect(schema.chaos.happened).toBe(2);
      expect(await sql('SELECT state FROM order_events ORDER BY sequence')).toBe('new\nreserved\nsent\nfilled');
    });

    test('is probed by a write, and says why it takes none', async () => {
      const { probe } = await open();
      await probe.probe();
      expect(await sql('SELECT probes > 0 FROM probe')).toBe('t');
      const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const holding = schema.quiet.transaction(async (run) => {
        await run('UPDATE probe SET probes = 0');
        locked.resolve();
        await free.promise;
      });
      await locked.promise;
      await expect(probe.probe()).rejects.toThrow(/schema qt_api: expected a write within 1000 ms, actual none/);
      free.resolve();
      await holding;
      await server.crash();
      await expect(probe.probe()).rejects.toThrow(/schema qt_api is unreachable/);
      await server.resume();
      await probe.probe();
    });

    test('keeps the balance that its account was opened with', async () => {
      await open();
      const other = await openPostgresStore(
        { url, term: 0 },
        config({ QT_PAPER_BALANCE: '5' }),
        () => 0,
        recordingLog().log,
      );
      onTestFinished(() => other.close());
      expect(decimalText((await other.ledger.totals()).openingBalance)).toBe('1000');
    });

    test('of another market is refused', async () => {
      await open();
      const { log } = recordingLog();
      await (await openPostgresStore({ url, term: 0 }, config(), () => 0, log)).close();
      await expect(
        openPostgresStore({ url, term: 0 }, config({ QT_MARKET: 'live' }), () => 0, log),
      ).rejects.toMatchObject({
        fault: 'foreign',
        mayPass: false,
        message: expect.stringContaining('(of QT_MARKET=sim, this is live)'),
      });
    });

    test('has an index for every statement on its orders', async () => {
      await open();
      const statements = [...Object.values(LEDGER), ...Object.values(RECONCILIATION)];
      for (const statement of statements) {
        const plan = await sql(`SET enable_seqscan = off; EXPLAIN ${statement.replaceAll(/\$\d+/g, "'1'")}`);
        expect(plan, statement).not.toMatch(/Seq Scan on orders/);
      }
    });
  });

  test.each(MIGRATIONS.map((_, index) => index + 1))('keeps what an API of schema %i had stored', async (version) => {
    const url = await newDatabase();
    const old = await openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS.slice(0, version), lost: () => {} });
    await old.close();
    await server.sql(
      `SET search_path = qt_api;
       INSERT INTO system (market) VALUES ('sim');
       INSERT INTO account (opening_balance, cash, realised_pnl, fees) VALUES ('1000', '899.9', '-0.1', '0.1');
       INSERT INTO equity_peak (equity) VALUES ('1234.5');
       INSERT INTO positions (symbol, profile, quantity, cost, opened_at) VALUES ('BTCUSDT', 'manual', '0.002', '100', 5);
       INSERT INTO orders (client_order_id, symbol, side, quantity, reduce_only, origin, request_id, begun_at, state,
         reservation_id, guard_due, cause, last_fill) VALUES
         ('filled', 'BTCUSDT', 'buy', '0.002', false, 'manual', 'r', 1, 'filled', 'r1', false, '', 1),
         ('open', 'BTCUSDT', 'buy', '0.001', false, 'manual', 'r', 2, 'reserved', 'r2', false, '', NULL);
       INSERT INTO fills (client_order_id, symbol, venue_fill_id, executed, quantity, price, notional, fee, slippage,
         realised_pnl, commission, commission_asset, filled_at)
         VALUES ('filled', 'BTCUSDT', 'v1', '0.002', '0.002', '50000', '100', '0.1', '0', '-0.1', '0.1', 'USDT', 5);
       INSERT INTO scan_times VALUES ('balanced', 1000, true)`,
      `d${databases}`,
    );
    const store = await openPostgresStore({ url, term: 0 }, config(), () => 0, recordingLog().log);
    onTestFinished(() => store.close());
    const { ledger, scanTimes } = store;
    const { openingBalance, cash } = await ledger.totals();
    expect([openingBalance, cash].map(decimalText)).toEqual(['1000', '899.9']);
    expect(await ledger.fills(9)).toMatchObject([{ order: { clientOrderId: 'filled' }, filledAt: 5 }]);
    expect(await ledger.positions()).toMatchObject([{ symbol: 'BTCUSDT' }]);
    expect(await ledger.unfinished()).toMatchObject([{ state: 'reserved', order: { clientOrderId: 'open' } }]);
    expect(decimalText(await ledger.raiseEquityPeak(amount('1')))).toBe('1234.5');
    expect([...(await scanTimes.lastScans())]).toEqual([['balanced', 1000]]);
  });
});
