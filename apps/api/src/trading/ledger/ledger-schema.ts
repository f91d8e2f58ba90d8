/** The highest equity so far, from which drawdown is measured; no row before the first. */
export const EQUITY_PEAK_SCHEMA = `
CREATE TABLE equity_peak (id INTEGER PRIMARY KEY CHECK (id = 1), equity TEXT NOT NULL) STRICT;
`;

/** The tick of the stop of an order that opens a position; none before. */
export const TICK_SIZE_SCHEMA = 'ALTER TABLE orders ADD COLUMN tick_size TEXT';

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
