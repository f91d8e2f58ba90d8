import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimalText } from '@qt/domain';
import { openDatabase } from '@qt/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ledgerIn } from '../trading/trading.fixture.ts';
import { MIGRATIONS } from './migrations.ts';
import { openSqliteFile } from './sqlite-store.ts';

const FROM_LEDGER = 2;
const FROM_EQUITY_PEAK = 4;
const FROM_ORDER_LIFE = 7;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'qt-migrations-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ORDERS_BEFORE_THEIR_LIFE = `
  INSERT INTO orders (client_order_id, symbol, side, quantity, reduce_only, origin, request_id, begun_at, state,
    reservation_id) VALUES
    ('filled', 'BTCUSDT', 'buy', '0.002', 0, 'manual', 'r', 1, 'confirmed', 'r1'),
    ('open', 'BTCUSDT', 'buy', '0.001', 0, 'manual', 'r', 2, 'reserved', 'r2');
  INSERT INTO fills (client_order_id, price, notional, fee, slippage, realised_pnl, filled_at)
    VALUES ('filled', '50000', '100', '0.1', '0', '-0.1', 5)`;

const ORDERS = `
  INSERT INTO orders (client_order_id, symbol, side, quantity, reduce_only, origin, request_id, begun_at, state,
    reservation_id, guard_due, cause, last_fill) VALUES
    ('filled', 'BTCUSDT', 'buy', '0.002', 0, 'manual', 'r', 1, 'filled', 'r1', 0, '', 1),
    ('open', 'BTCUSDT', 'buy', '0.001', 0, 'manual', 'r', 2, 'reserved', 'r2', 0, '', NULL);
  INSERT INTO fills (client_order_id, symbol, venue_fill_id, executed, quantity, price, notional, fee, slippage, realised_pnl,
    commission, commission_asset, filled_at)
    VALUES ('filled', 'BTCUSDT', 'v1', '0.002', '0.002', '50000', '100', '0.1', '0', '-0.1', '0.1', 'USDT', 5)`;

/** What an API of that schema had stored. */
function storedBy(schema: number): void {
  const file = join(directory, 'api', 'api.sqlite');
  const database = openDatabase({ file, migrations: MIGRATIONS.slice(0, schema), synchronous: 'NORMAL' });
  database.exec("INSERT INTO scan_times (profile, last_inference_at) VALUES ('balanced', 1000)");
  if (schema >= FROM_LEDGER) {
    database.exec(`
      INSERT INTO account (id, opening_balance, cash, realised_pnl, fees) VALUES (1, '1000', '899.9', '-0.1', '0.1');
      INSERT INTO positions (symbol, profile, quantity, cost, opened_at) VALUES ('BTCUSDT', 'manual', '0.002', '100', 5)`);
    database.exec(schema >= FROM_ORDER_LIFE ? ORDERS : ORDERS_BEFORE_THEIR_LIFE);
  }
  if (schema >= FROM_EQUITY_PEAK) database.exec("INSERT INTO equity_peak VALUES (1, '1234.5')");
  database.close();
}

test.each(MIGRATIONS.map((_, index) => index + 1))('keeps what an API of schema %i had stored', async (schema) => {
  storedBy(schema);
  const database = openSqliteFile({ QT_DATA_DIR: directory });
  expect(database.prepare('SELECT profile, last_inference_at, scanned FROM scan_times').all()).toEqual([
    { profile: 'balanced', last_inference_at: 1000, scanned: 1 },
  ]);
  const ledger = ledgerIn(database, '77');
  if (schema >= FROM_LEDGER) {
    const { openingBalance, cash } = await ledger.totals();
    expect([openingBalance, cash].map(decimalText)).toEqual(['1000', '899.9']);
    expect(await ledger.fills(9)).toMatchObject([{ order: { clientOrderId: 'filled' }, filledAt: 5 }]);
    expect(await ledger.positions()).toMatchObject([{ symbol: 'BTCUSDT' }]);
    expect(await ledger.unfinished()).toMatchObject([{ state: 'reserved', order: { clientOrderId: 'open' } }]);
  }
  const peak = schema >= FROM_EQUITY_PEAK ? '1234.5' : schema >= FROM_LEDGER ? '1000' : '77';
  expect(decimalText(await ledger.raiseEquityPeak((await ledger.totals()).cash))).toBe(peak);
  database.close();
});
