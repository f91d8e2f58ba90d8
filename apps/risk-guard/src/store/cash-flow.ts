import { type Amount, amount, decimalText, signedCash, total } from '@qt/domain';
import type { GuardDatabase } from './guard-database.ts';
import { type FillRow, fillOf } from './order-rows.ts';

/** What all fills have added to the opening cash; summed up once for a store of before it was kept. */
export function readCashFlow(database: GuardDatabase): Amount {
  const row = database.one<{ cash_flow: string }>('SELECT cash_flow FROM account');
  if (row !== undefined) return amount(row.cash_flow);
  const sum = total(database.all<FillRow>('SELECT * FROM fill').map((fill) => signedCash(fillOf(fill))));
  database.run('INSERT INTO account VALUES (1, ?)', decimalText(sum));
  return sum;
}

/** Adds to the cash flow. Call it after `readCashFlow`, which a load does. */
export function moveCash(database: GuardDatabase, added: Amount): void {
  const row = database.one<{ cash_flow: string }>('SELECT cash_flow FROM account');
  if (row === undefined) throw new Error('account: expected its one row, actual none');
  database.run('UPDATE account SET cash_flow = ?', decimalText(amount(row.cash_flow).plus(added)));
}
