import { expect, onTestFinished, test, vi } from 'vitest';
import { amount, textOf } from '../money.ts';
import { databaseFile } from '../trading.fixture.ts';
import { ledgerContract } from './ledger.repository.contract.ts';
import type { Ledger } from './ledger.repository.ts';
import { sqliteLedger } from './sqlite-ledger.repository.ts';

const BALANCE = amount('1000');

ledgerContract('the SQLite ledger', () => {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  return sqliteLedger(database, BALANCE);
});

/** Opens the file anew for each call: nothing may live in the process alone. */
ledgerContract('the SQLite ledger, after a restart before each step', () => {
  const open = databaseFile();
  return new Proxy({} as Ledger, {
    get:
      (_, method: keyof Ledger) =>
      async (...call: unknown[]) => {
        const database = open();
        try {
          const step = sqliteLedger(database, BALANCE)[method] as (...given: unknown[]) => Promise<unknown>;
          return await step(...call);
        } finally {
          database.close();
        }
      },
  });
});

test('an account keeps the balance that it was opened with', async () => {
  const open = databaseFile();
  const first = open();
  sqliteLedger(first, BALANCE);
  first.close();
  const second = open();
  onTestFinished(() => second.close());
  const { openingBalance, cash } = await sqliteLedger(second, amount('5')).totals();
  expect([openingBalance, cash].map(textOf)).toEqual(['1000', '1000']);
});

test('no step reads through every order that there ever was', () => {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const prepare = vi.spyOn(database, 'prepare');
  sqliteLedger(database, BALANCE);
  const statements = prepare.mock.calls.map(([sql]) => sql);
  prepare.mockRestore();
  expect(statements.length).toBeGreaterThan(10);
  for (const sql of statements) {
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    for (const { detail } of steps) expect(detail, sql).not.toMatch(/^SCAN orders/);
  }
});
