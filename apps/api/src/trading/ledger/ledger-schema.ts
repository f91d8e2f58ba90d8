/** The highest equity so far, from which drawdown is measured; no row before the first. */
export const EQUITY_PEAK_SCHEMA = `
CREATE TABLE equity_peak (id INTEGER PRIMARY KEY CHECK (id = 1), equity TEXT NOT NULL) STRICT;
`;

/** The tick of the stop of an order that opens a position; none before. */
export const TICK_SIZE_SCHEMA = 'ALTER TABLE orders ADD COLUMN tick_size TEXT';

/** For the latest stop of a profile in a symbol. */
export const STOPS_SCHEMA = "CREATE INDEX orders_stops ON orders (symbol, profile) WHERE origin = 'stop'";

/** Of limit orders; both are NULL for a market order. */
export const LIMIT_SCHEMA = `
ALTER TABLE orders ADD COLUMN limit_price TEXT;
ALTER TABLE orders ADD COLUMN time_in_force TEXT CHECK ((limit_price IS NULL) = (time_in_force IS NULL));
`;

/** The guard is told of the fills of an open order too. */
export const OPEN_FILLS_SCHEMA = `
UPDATE orders SET guard_due = 1
  WHERE last_fill IS NOT NULL AND state IN ('sent', 'accepted', 'partially_filled', 'unknown');
`;

/** For the stops of a time. */
export const STOP_TIMES_SCHEMA = "CREATE INDEX orders_stop_times ON orders (begun_at) WHERE origin = 'stop'";

/** Amounts are decimal text, times Unix ms. */
export const LEDGER_SCHEMA = `
CREATE TABLE account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  opening_balance TEXT NOT NULL,
  cash TEXT NOT NULL,
  realised_pnl TEXT NOT NULL,
  fees TEXT NOT NULL
) STRICT;

CREATE TABLE orders (
  client_order_id TEXT PRIMARY KEY,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  quantity TEXT NOT NULL,
  reduce_only INTEGER NOT NULL CHECK (reduce_only IN (0, 1)),
  origin TEXT NOT NULL,
  profile TEXT,
  stop_fraction TEXT,
  hold_ms INTEGER,
  request_id TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'reserved', 'filled', 'confirmed', 'releasing', 'closed')),
  reservation_id TEXT,
  why_closed TEXT,
  CHECK (state IN ('pending', 'closed') OR reservation_id IS NOT NULL),
  CHECK ((stop_fraction IS NULL) = (hold_ms IS NULL))
) STRICT;
CREATE INDEX orders_not_confirmed ON orders (state, begun_at) WHERE state <> 'confirmed';

CREATE TABLE fills (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  client_order_id TEXT NOT NULL UNIQUE REFERENCES orders (client_order_id),
  price TEXT NOT NULL,
  notional TEXT NOT NULL,
  fee TEXT NOT NULL,
  slippage TEXT NOT NULL,
  realised_pnl TEXT NOT NULL,
  filled_at INTEGER NOT NULL
) STRICT;

CREATE TABLE positions (
  symbol TEXT NOT NULL,
  profile TEXT NOT NULL, -- 'manual' for one held by hand
  quantity TEXT NOT NULL,
  cost TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  stop_price TEXT,
  expires_at INTEGER,
  PRIMARY KEY (symbol, profile)
) STRICT;
`;

/**
 * The states of an order's life, each change an event, and any number of fills an order. Both tables are made anew: SQLite
 * cannot change a CHECK or drop a UNIQUE. What had been `closed` or was `releasing` did not fill.
 */
export const ORDER_LIFE_SCHEMA = `
CREATE TABLE new_orders (
  client_order_id TEXT PRIMARY KEY,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  quantity TEXT NOT NULL,
  reduce_only INTEGER NOT NULL CHECK (reduce_only IN (0, 1)),
  origin TEXT NOT NULL,
  profile TEXT,
  stop_fraction TEXT,
  hold_ms INTEGER,
  tick_size TEXT,
  request_id TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'reserved', 'sent', 'accepted', 'partially_filled', 'filled', 'cancelled', 'rejected', 'expired', 'unknown')),
  reservation_id TEXT,
  guard_due INTEGER NOT NULL CHECK (guard_due IN (0, 1)),
  venue_order_id TEXT UNIQUE,
  reference_price TEXT,
  sent_at INTEGER,
  cause TEXT NOT NULL,
  last_fill INTEGER,
  CHECK (reservation_id IS NOT NULL OR state IN ('new', 'cancelled', 'rejected', 'expired')),
  CHECK (venue_order_id IS NOT NULL OR state NOT IN ('sent', 'accepted', 'partially_filled', 'unknown')),
  CHECK ((stop_fraction IS NULL) = (hold_ms IS NULL)),
  CHECK ((venue_order_id IS NULL) = (reference_price IS NULL) AND (venue_order_id IS NULL) = (sent_at IS NULL))
) STRICT;

CREATE TABLE new_fills (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  client_order_id TEXT NOT NULL REFERENCES new_orders (client_order_id),
  symbol TEXT NOT NULL,
  venue_fill_id TEXT NOT NULL,
  executed TEXT NOT NULL, -- before a commission in the base asset, which the quantity is without
  quantity TEXT NOT NULL,
  price TEXT NOT NULL,
  notional TEXT NOT NULL,
  fee TEXT NOT NULL,
  slippage TEXT NOT NULL,
  realised_pnl TEXT NOT NULL,
  commission TEXT NOT NULL,
  commission_asset TEXT NOT NULL,
  filled_at INTEGER NOT NULL,
  UNIQUE (symbol, venue_fill_id)
) STRICT;

CREATE TABLE order_events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  client_order_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL
) STRICT;

INSERT INTO new_orders
  SELECT orders.client_order_id, symbol, side, quantity, reduce_only, origin, profile, stop_fraction, hold_ms, tick_size,
    request_id, begun_at,
    CASE state WHEN 'pending' THEN 'new' WHEN 'confirmed' THEN 'filled' WHEN 'releasing' THEN 'rejected'
      WHEN 'closed' THEN 'rejected' ELSE state END,
    reservation_id, state IN ('filled', 'releasing'), NULL, NULL, NULL, coalesce(why_closed, ''), fills.sequence
  FROM orders LEFT JOIN fills USING (client_order_id);
INSERT INTO new_fills
  SELECT sequence, client_order_id, symbol, 'paper:' || client_order_id, quantity, quantity, price, notional, fee, slippage,
    realised_pnl, fee, 'USDT', filled_at
  FROM fills JOIN orders USING (client_order_id) ORDER BY sequence;
INSERT INTO order_events (client_order_id, at, state, cause)
  SELECT client_order_id, begun_at, state, 'as an earlier version left it' FROM new_orders ORDER BY begun_at;

DROP TABLE fills;
DROP TABLE orders;
ALTER TABLE new_orders RENAME TO orders;
ALTER TABLE new_fills RENAME TO fills;

CREATE INDEX orders_unfinished ON orders (state, begun_at) WHERE state IN ('new', 'reserved', 'sent', 'accepted', 'partially_filled', 'unknown');
CREATE INDEX orders_guard_due ON orders (guard_due, begun_at) WHERE guard_due = 1;
CREATE INDEX orders_unfilled ON orders (state, begun_at) WHERE state IN ('cancelled', 'rejected', 'expired');
CREATE INDEX orders_by_fill ON orders (last_fill) WHERE last_fill IS NOT NULL;
CREATE INDEX fills_of_order ON fills (client_order_id, sequence);
CREATE INDEX events_of_order ON order_events (client_order_id, sequence);
`;
