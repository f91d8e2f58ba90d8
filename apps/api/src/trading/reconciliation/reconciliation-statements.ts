import type { DatabaseSync } from 'node:sqlite';

const FINAL = "'filled', 'cancelled', 'rejected', 'expired'";

/** The prepared statements of reconciliation. */
export function reconciliationStatements(database: DatabaseSync) {
  return {
    selectAccount: database.prepare('SELECT url, opened_at, reconciled_at FROM exchange_account'),
    insertAccount: database.prepare('INSERT INTO exchange_account VALUES (1, ?, ?, ?)'),
    updateReconciled: database.prepare('UPDATE exchange_account SET reconciled_at = ?'),
    insertAdoption: database.prepare(
      'INSERT INTO exchange_adoptions (at, actor, reason, kind, subject, amount) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    selectAccepted: database.prepare("SELECT subject FROM exchange_adoptions WHERE kind = 'accepted'"),
    selectAdopted: database.prepare(
      "SELECT subject AS asset, amount FROM exchange_adoptions WHERE kind IN ('opening', 'balance') AND subject <> ?",
    ),
    selectCash: database.prepare('SELECT opening_balance, cash FROM account'),
    updateOpening: database.prepare('UPDATE account SET opening_balance = ?, cash = ?'),
    selectPeak: database.prepare('SELECT equity FROM equity_peak'),
    updatePeak: database.prepare('UPDATE equity_peak SET equity = ?'),
    deletePeak: database.prepare('DELETE FROM equity_peak'),
    selectAnyOrder: database.prepare('SELECT 1 FROM orders LIMIT 1'),
    selectRevision: database.prepare(`
      SELECT (SELECT coalesce(max(sequence), 0) FROM order_events)
        + (SELECT coalesce(max(sequence), 0) FROM exchange_adoptions) AS revision`),
    selectFill: database.prepare('SELECT 1 FROM fills WHERE symbol = ? AND venue_fill_id = ?'),
    // What the ledger learned from the guard has ids of its own.
    selectFillsSince: database.prepare(`
      SELECT symbol, venue_fill_id, executed, price FROM fills
      WHERE filled_at >= ? AND venue_fill_id NOT LIKE 'reconciliation:%'`),
    selectOwnOrder: database.prepare(`
      SELECT orders.client_order_id, venue_order_id, orders.state IN (${FINAL}) AS ended,
        EXISTS (SELECT 1 FROM fills WHERE fills.client_order_id = orders.client_order_id
          AND venue_fill_id LIKE 'reconciliation:%') AS learned
      FROM order_events JOIN orders USING (client_order_id) WHERE order_events.state = 'sent' AND order_events.cause = ?`),
    // A commission in the quote asset is in the cash, one in the coin that was bought in the position.
    selectOtherCommissions: database.prepare(`
      SELECT commission_asset AS asset, commission FROM fills JOIN orders USING (client_order_id)
      WHERE commission_asset <> ? AND NOT (side = 'buy' AND fills.symbol = commission_asset || ?)`),
  };
}
