import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Worded so that SQLite uses the index orders_not_confirmed instead of scanning all orders. */
const NOT_CONFIRMED = "state <> 'confirmed'";

const SELECT_ORDER = `
  SELECT orders.*, price, notional, fee, slippage, realised_pnl, filled_at
  FROM orders LEFT JOIN fills USING (client_order_id)`;

/** The prepared statements on LEDGER_SCHEMA. */
export function ledgerStatements(database: DatabaseSync) {
  return {
    openAccount: database.prepare("INSERT OR IGNORE INTO account VALUES (1, ?, ?, '0', '0')"),
    selectAccount: database.prepare('SELECT opening_balance, cash, realised_pnl, fees FROM account'),
    updateAccount: database.prepare('UPDATE account SET cash = ?, realised_pnl = ?, fees = ?'),

    selectOrder: database.prepare(`${SELECT_ORDER} WHERE client_order_id = ?`),
    selectInStates: database.prepare(
      `${SELECT_ORDER} WHERE ${NOT_CONFIRMED} AND state IN (?, ?) ORDER BY begun_at, sequence`,
    ),
    upsertPending: database.prepare(`
      INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', NULL, NULL, ?)
      ON CONFLICT (client_order_id) DO UPDATE SET stop_fraction = excluded.stop_fraction,
        hold_ms = excluded.hold_ms, tick_size = excluded.tick_size, request_id = excluded.request_id,
        begun_at = excluded.begun_at, state = 'pending', reservation_id = NULL, why_closed = NULL`),
    updateState: database.prepare(`
      UPDATE orders SET state = ?, reservation_id = coalesce(?, reservation_id), why_closed = coalesce(?, why_closed)
      WHERE client_order_id = ?`),
    deleteClosed: database.prepare(`DELETE FROM orders WHERE ${NOT_CONFIRMED} AND state = 'closed' AND begun_at < ?`),

    selectFills: database.prepare(`${SELECT_ORDER} WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT ?`),
    insertFill: database.prepare('INSERT INTO fills VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)'),

    selectRealisedSince: database.prepare(`
      SELECT sequence, profile, realised_pnl FROM fills JOIN orders USING (client_order_id)
      WHERE sequence > ? ORDER BY sequence`),
    selectPeak: database.prepare('SELECT equity FROM equity_peak'),
    upsertPeak: database.prepare(
      'INSERT INTO equity_peak VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET equity = excluded.equity',
    ),

    selectPositions: database.prepare('SELECT * FROM positions ORDER BY symbol, opened_at, profile'),
    selectPositionsOf: database.prepare('SELECT * FROM positions WHERE symbol = ? ORDER BY opened_at, profile'),
    deletePositionsOf: database.prepare('DELETE FROM positions WHERE symbol = ?'),
    insertPosition: database.prepare('INSERT INTO positions VALUES (?, ?, ?, ?, ?, ?, ?)'),
  };
}
