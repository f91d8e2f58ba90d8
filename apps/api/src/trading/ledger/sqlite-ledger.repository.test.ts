import { decimalText } from '@qt/domain';
import { expect, onTestFinished, test, vi } from 'vitest';
import { databaseFile, ledgerIn } from '../trading.fixture.ts';
import { ledgerRepositoryContract } from './ledger.repository.contract.ts';
import type { LedgerRepository } from './ledger.repository.ts';

ledgerRepositoryContract('the SQLite ledger', () => {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  return ledgerIn(database, '1000');
});

/** Opens the file for each call: all state must be in it. */
ledgerRepositoryContract('the SQLite ledger, after a restart before each step', () => {
  const open = databaseFile();
  return new Proxy({} as LedgerRepository, {
    get:
      (_, method: keyof LedgerRepository) =>
      async (...call: unknown[]) => {
        const database = open();
        try {
          const ledger = ledgerIn(database, '1000');
          const step = ledger[method] as (...given: unknown[]) => Promise<unknown>;
          return await step.apply(ledger, call);
        } finally {
          database.close();
        }
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
