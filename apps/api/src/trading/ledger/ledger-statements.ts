import type { DatabaseSync } from 'node:sqlite';
import { BEGIN_AGAIN, FILL_COLUMNS, ORDER_COLUMNS, UNFILLED, UNFINISHED } from './ledger-sql.ts';

const FORGOTTEN = `${UNFILLED} AND begun_at < ? AND last_fill IS NULL AND guard_due = 0`;

const placesOf = (columns: string) => columns.replaceAll(/\w+/g, '?');

/** The prepared statements on the ledger's tables. */
export function ledgerStatements(database: DatabaseSync) {
  return {
    openAccount: database.prepare("INSERT OR IGNORE INTO account VALUES (1, ?, ?, '0', '0')"),
    selectAccount: database.prepare('SELECT opening_balance, cash, realised_pnl, fees FROM account'),
    updateAccount: database.prepare('UPDATE account SET cash = ?, realised_pnl = ?, fees = ?'),

    selectOrder: database.prepare('SELECT * FROM orders WHERE client_order_id = ?'),
    selectUnfinished: database.prepare(`SELECT * FROM orders WHERE ${UNFINISHED} ORDER BY begun_at, rowid`),
    selectGuardDue: database.prepare('SELECT * FROM orders WHERE guard_due = 1 ORDER BY begun_at, rowid'),
    selectFilled: database.prepare('SELECT * FROM orders WHERE last_fill > 0 ORDER BY last_fill DESC LIMIT ?'),
    upsertNew: database.prepare(`
      INSERT INTO orders (${ORDER_COLUMNS}, state, guard_due, cause)
      VALUES (${placesOf(ORDER_COLUMNS)}, 'new', 0, '') ${BEGIN_AGAIN}`),
    updateState: database.prepare(
      'UPDATE orders SET state = ?, cause = ?, guard_due = guard_due OR ? WHERE client_order_id = ?',
    ),
    updateReservation: database.prepare('UPDATE orders SET reservation_id = ? WHERE client_order_id = ?'),
    updateSent: database.prepare(
      'UPDATE orders SET venue_order_id = ?, reference_price = ?, sent_at = ? WHERE client_order_id = ?',
    ),
    updateLastFill: database.prepare('UPDATE orders SET last_fill = ? WHERE client_order_id = ?'),
    updateAcknowledged: database.prepare('UPDATE orders SET guard_due = 0 WHERE client_order_id = ?'),
    deleteForgottenEvents: database.prepare(
      `DELETE FROM order_events WHERE client_order_id IN (SELECT client_order_id FROM orders WHERE ${FORGOTTEN})`,
    ),
    deleteForgotten: database.prepare(`DELETE FROM orders WHERE ${FORGOTTEN}`),

    insertEvent: database.prepare('INSERT INTO order_events (client_order_id, at, state, cause) VALUES (?, ?, ?, ?)'),
    selectEvents: database.prepare(
      'SELECT at, state, cause FROM order_events WHERE client_order_id = ? ORDER BY sequence',
    ),

    selectFillsOf: database.prepare('SELECT * FROM fills WHERE client_order_id = ? ORDER BY sequence'),
    selectFill: database.prepare('SELECT 1 FROM fills WHERE symbol = ? AND venue_fill_id = ?'),
    insertFill: database.prepare(`INSERT INTO fills (${FILL_COLUMNS}) VALUES (${placesOf(FILL_COLUMNS)})`),
    selectLastFill: database.prepare('SELECT coalesce(max(sequence), 0) AS last_fill FROM fills'),
    countFilled: database.prepare('SELECT count(*) AS count FROM orders WHERE last_fill > 0'),
    selectFilledAfter: database.prepare('SELECT * FROM orders WHERE last_fill > ? ORDER BY last_fill LIMIT ?'),

    selectStoppedAt: database.prepare(`
      SELECT max(filled_at) AS at FROM orders JOIN fills USING (client_order_id)
      WHERE origin = 'stop' AND orders.symbol = ? AND profile = ?`),
    selectStopsSince: database.prepare(
      "SELECT symbol, begun_at FROM orders WHERE origin = 'stop' AND begun_at >= ? AND last_fill IS NOT NULL ORDER BY begun_at",
    ),
    updateExpiry: database.prepare(
      'UPDATE positions SET expires_at = max(expires_at, ?) WHERE symbol = ? AND profile = ? AND expires_at IS NOT NULL',
    ),
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
