const FINAL = "'filled', 'cancelled', 'rejected', 'expired'";

/** The statements of reconciliation in PostgreSQL. */
export const RECONCILIATION = {
  account: 'SELECT url, opened_at, reconciled_at FROM exchange_account',
  open: 'INSERT INTO exchange_account (url, opened_at, reconciled_at) VALUES ($1, $2, $2)',
  agreed: 'UPDATE exchange_account SET reconciled_at = $1',
  adopt: 'INSERT INTO exchange_adoptions (at, actor, reason, kind, subject, amount) VALUES ($1, $2, $3, $4, $5, $6)',
  accepted: "SELECT subject FROM exchange_adoptions WHERE kind = 'accepted'",
  adopted:
    "SELECT subject AS asset, amount FROM exchange_adoptions WHERE kind IN ('opening', 'balance') AND subject <> $1",
  cash: 'SELECT opening_balance, cash FROM account',
  updateOpening: 'UPDATE account SET opening_balance = $1, cash = $2',
  peak: 'SELECT equity FROM equity_peak',
  updatePeak: 'UPDATE equity_peak SET equity = $1',
  deletePeak: 'DELETE FROM equity_peak',
  anyOrder: 'SELECT 1 FROM orders LIMIT 1',
  revision: `
    SELECT (SELECT coalesce(max(sequence), 0) FROM order_events)
      + (SELECT coalesce(max(sequence), 0) FROM exchange_adoptions) AS revision`,
  booked: `
    SELECT asked.symbol, asked.id FROM json_to_recordset($1) AS asked (symbol TEXT, id TEXT)
    JOIN fills ON fills.symbol = asked.symbol AND fills.venue_fill_id = asked.id`,
  // What the ledger learned from the guard has ids of its own.
  fillsSince: `
    SELECT symbol, venue_fill_id, executed, price FROM fills
    WHERE filled_at >= $1 AND venue_fill_id NOT LIKE 'reconciliation:%' ORDER BY sequence`,
  ownOrders: `
    SELECT asked.id, orders.client_order_id, venue_order_id, orders.state IN (${FINAL}) AS ended,
      EXISTS (SELECT 1 FROM fills WHERE fills.client_order_id = orders.client_order_id
        AND venue_fill_id LIKE 'reconciliation:%') AS learned
    FROM json_to_recordset($1) AS asked (id TEXT, cause TEXT)
    JOIN order_events ON order_events.state = 'sent' AND order_events.cause = asked.cause
    JOIN orders USING (client_order_id)`,
  // A commission in the quote asset is in the cash, one in the coin that was bought in the position.
  otherCommissions: `
    SELECT commission_asset AS asset, commission FROM fills JOIN orders USING (client_order_id)
    WHERE commission_asset <> $1 AND NOT (side = 'buy' AND fills.symbol = commission_asset || $1)`,
} as const;
