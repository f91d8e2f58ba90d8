import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimalText } from '@qt/domain';
import { openDatabase } from '@qt/sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { anOrder, databaseFile, ledgerIn } from '../trading.fixture.ts';
import { ledgerRepositoryContract } from './ledger.repository.contract.ts';
import type { LedgerRepository } from './ledger.repository.ts';
import {
  EQUITY_PEAK_SCHEMA,
  LEDGER_SCHEMA,
  LIMIT_SCHEMA,
  ORDER_LIFE_SCHEMA,
  STOPS_SCHEMA,
  TICK_SIZE_SCHEMA,
} from './ledger-schema.ts';

/** Opens the file for each call: all state must be in it. */
ledgerRepositoryContract('the SQLite ledger, after a restart before each step', (now) => {
  const open = databaseFile();
  return new Proxy({} as LedgerRepository, {
    get: (_, method: keyof LedgerRepository | 'then') => {
      // What is awaited must not look like a promise.
      if (method === 'then') return undefined;
      return async (...call: unknown[]) => {
        const database = open();
        try {
          const ledger = ledgerIn(database, '1000', now);
          const step = ledger[method] as (...given: unknown[]) => Promise<unknown>;
          return await step.apply(ledger, call);
        } finally {
          database.close();
        }
      };
    },
  });
});

test('an account keeps the balance that it was opened with', async () => {
  const open = databaseFile();
  const first = open();
  ledgerIn(first, '1000');
  first.close();
  const second = open();
  onTestFinished(() => second.close());
  const { openingBalance, cash } = await ledgerIn(second, '5').totals();
  expect([openingBalance, cash].map(decimalText)).toEqual(['1000', '1000']);
});

test('a ledger that another process has locked refuses an order, and holds up nothing else', async () => {
  const open = databaseFile();
  const [database, other] = [open(), open()];
  onTestFinished(() => {
    database.close();
    other.close();
  });
  const ledger = ledgerIn(database, '1000');
  other.exec('BEGIN IMMEDIATE');
  const events: string[] = [];
  const orders = ['a', 'b'].map((clientOrderId) =>
    ledger.begin(anOrder({ clientOrderId })).catch((error: Error) => events.push(error.message)),
  );
  setImmediate(() => events.push('another request'));
  await Promise.all(orders);
  expect(events).toEqual(['another request', 'database is locked', 'database is locked']);
  other.exec('COMMIT');
  await ledger.begin(anOrder({ clientOrderId: 'a' }));
});

test('orders of an earlier version keep their terms, fills and what they owe the guard', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const open = (migrations: readonly string[]) =>
    openDatabase({ file: join(folder, 'ledger.sqlite'), migrations, synchronous: 'NORMAL' });
  const before = [LEDGER_SCHEMA, EQUITY_PEAK_SCHEMA, TICK_SIZE_SCHEMA];
  const old = open(before);
  old.exec("INSERT INTO account VALUES (1, '1000', '899.9', '-0.1', '0.1')");
  for (const [index, state] of ['pending', 'reserved', 'filled', 'confirmed', 'releasing', 'closed'].entries()) {
    const reservation = state === 'pending' ? 'NULL' : `'r-${state}'`;
    old.exec(`INSERT INTO orders VALUES ('${state}', 'BTCUSDT', 'buy', '0.5', 0, 'signal', 'balanced', '0.01', 60000,
      'request-1', ${index}, '${state}', ${reservation}, 'why', NULL)`);
  }
  for (const id of ['filled', 'confirmed']) {
    old.exec(`INSERT INTO fills VALUES (NULL, '${id}', '100', '50', '0.05', '0', '-0.05', 7)`);
  }
  old.close();

  const database = open([...before, ORDER_LIFE_SCHEMA, STOPS_SCHEMA, LIMIT_SCHEMA]);
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '1000');
  const stateOf = async (id: string) => {
    const order = await ledger.find(id);
    return [order?.state, order?.guardDue];
  };
  expect(await stateOf('pending')).toEqual(['new', false]);
  expect(await stateOf('reserved')).toEqual(['reserved', false]);
  expect(await stateOf('filled')).toEqual(['filled', true]);
  expect(await stateOf('confirmed')).toEqual(['filled', false]);
  expect(await stateOf('releasing')).toEqual(['rejected', true]);
  expect(await stateOf('closed')).toEqual(['rejected', false]);
  expect(await ledger.unacknowledged()).toMatchObject([
    { kind: 'confirm', reservationId: 'r-filled', filled: { order: { clientOrderId: 'filled' }, filledAt: 7 } },
    { kind: 'release', reservationId: 'r-releasing', why: 'why' },
  ]);
  const [newest] = await ledger.fills(10);
  expect(newest).toMatchObject({ order: { clientOrderId: 'confirmed', profile: 'balanced' }, status: 'filled' });
  expect(newest && [newest.quantity, newest.notional, newest.realisedPnl].map(decimalText)).toEqual([
    '0.5',
    '50',
    '-0.05',
  ]);
  expect((await ledger.realisedSince(0)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(await ledger.events('closed')).toMatchObject([{ state: 'rejected', cause: 'as an earlier version left it' }]);
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  await ledger.begin(anOrder({ clientOrderId: 'closed' }));
  expect((await ledger.find('closed'))?.state).toBe('new');
});

test('no statement scans all orders', () => {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const prepare = vi.spyOn(database, 'prepare');
  ledgerIn(database, '1000');
  const statements = prepare.mock.calls.map(([sql]) => sql);
  prepare.mockRestore();
  expect(statements.length).toBeGreaterThan(10);
  for (const sql of statements) {
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    for (const { detail } of steps) expect(detail, sql).not.toMatch(/^SCAN orders/);
  }
});
