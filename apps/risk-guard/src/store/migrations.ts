/**
 * The guard's schema. Append only. Amounts are exact decimal text: 18 digits before and after the point do not fit into
 * a 64-bit integer, and sums are computed in the process. Times are Unix ms.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- The id of the guard that may write; each start takes the next one.
  CREATE TABLE guard (id INTEGER PRIMARY KEY CHECK (id = 1), term INTEGER NOT NULL) STRICT;
  INSERT INTO guard VALUES (1, 0);

  CREATE TABLE control (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    kill_switch_engaged INTEGER CHECK (kill_switch_engaged IN (0, 1)),
    kill_switch_actor TEXT,
    kill_switch_reason TEXT,
    kill_switch_since INTEGER,
    environment_since INTEGER,
    state TEXT NOT NULL CHECK (state IN ('active', 'reducing', 'halted')),
    trip_at INTEGER,
    trip_loss TEXT,
    losses_after_fill INTEGER NOT NULL,
    CHECK ((kill_switch_engaged IS NULL) = (kill_switch_actor IS NULL)),
    CHECK ((kill_switch_engaged IS NULL) = (kill_switch_reason IS NULL)),
    CHECK ((kill_switch_engaged IS NULL) = (kill_switch_since IS NULL)),
    CHECK ((trip_at IS NULL) = (trip_loss IS NULL))
  ) STRICT;
  INSERT INTO control (id, state, losses_after_fill) VALUES (1, 'active', 0);

  CREATE TABLE reservation (
    client_order_id TEXT PRIMARY KEY,
    reservation_id TEXT NOT NULL UNIQUE,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity TEXT NOT NULL,
    reduce_only INTEGER NOT NULL CHECK (reduce_only IN (0, 1)),
    origin TEXT NOT NULL,
    profile TEXT,
    price TEXT NOT NULL,
    reserved_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'released', 'filled')),
    released_why TEXT
  ) STRICT;
  CREATE INDEX reservation_open ON reservation (expires_at) WHERE state = 'reserved';
  CREATE INDEX reservation_reserved_at ON reservation (reserved_at);

  CREATE TABLE fill (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_order_id TEXT NOT NULL UNIQUE,
    reservation_id TEXT,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity TEXT NOT NULL,
    price TEXT NOT NULL,
    fee TEXT NOT NULL,
    realised_pnl TEXT NOT NULL,
    filled_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX fill_filled_at ON fill (filled_at);

  CREATE TABLE position (symbol TEXT PRIMARY KEY, quantity TEXT NOT NULL) STRICT;

  CREATE TABLE price (
    symbol TEXT PRIMARY KEY,
    price TEXT NOT NULL,
    at INTEGER NOT NULL,
    market TEXT NOT NULL
  ) STRICT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused')),
    detail TEXT NOT NULL,
    request_id TEXT
  ) STRICT;
  CREATE INDEX audit_refused ON audit (id) WHERE outcome = 'refused';
  `,
  `
  -- Every order allowed in the last minute: a reservation's row is replaced when its id is reserved again.
  CREATE TABLE allowed_order (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE INDEX allowed_order_at ON allowed_order (at);
  INSERT INTO allowed_order (at) SELECT reserved_at FROM reservation;
  DROP INDEX reservation_reserved_at;
  `,
  `
  -- Counts the probes: an update that changes no byte would not be written, and prove nothing.
  ALTER TABLE guard ADD COLUMN probes INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- What an operator demands to be closed: symbols separated by commas, empty for all; all NULL: nothing.
  ALTER TABLE control ADD COLUMN flatten_symbols TEXT;
  ALTER TABLE control ADD COLUMN flatten_final_state TEXT CHECK (flatten_final_state IN ('reducing', 'halted'));
  ALTER TABLE control ADD COLUMN flatten_actor TEXT;
  ALTER TABLE control ADD COLUMN flatten_reason TEXT;
  ALTER TABLE control ADD COLUMN flatten_since INTEGER;
  `,
  `
  -- A reset no longer drops the loss that was: losses_after_fill is not read any more.
  CREATE INDEX reservation_reserved_at ON reservation (reserved_at);
  `,
  `
  -- What fills have added to the opening cash, and the highest equity so far.
  CREATE TABLE account (id INTEGER PRIMARY KEY CHECK (id = 1), cash_flow TEXT NOT NULL) STRICT;
  ALTER TABLE control ADD COLUMN equity_peak TEXT;
  `,
  `
  -- The audit is a chain of hashes from here on, of decisions too, and nothing is dropped from it any more.
  ALTER TABLE audit ADD COLUMN hash TEXT;
  ALTER TABLE guard ADD COLUMN chain_from INTEGER NOT NULL DEFAULT 1;
  UPDATE guard SET chain_from = (SELECT coalesce(max(id), 0) + 1 FROM audit);
  DROP INDEX audit_refused;
  CREATE INDEX audit_act ON audit (id) WHERE action NOT IN ('reserve', 'confirm', 'release');
  `,
  `
  -- What operators have set instead of the environment's limits: decimal text by name.
  ALTER TABLE control ADD COLUMN limit_overrides TEXT CHECK (json_valid(limit_overrides));
  `,
  `
  -- Whose position a fill changed, also where its order is not known any more.
  ALTER TABLE fill ADD COLUMN profile TEXT;
  UPDATE fill SET profile = (SELECT profile FROM reservation WHERE client_order_id = fill.client_order_id);
  -- From when on its profit or loss counts: never before its order was reserved.
  ALTER TABLE fill ADD COLUMN counted_at INTEGER;
  UPDATE fill SET counted_at = max(filled_at, coalesce(
    (SELECT reserved_at FROM reservation WHERE client_order_id = fill.client_order_id), filled_at));
  DROP INDEX fill_filled_at;
  -- When an operator settled the dispute over what it realised.
  ALTER TABLE fill ADD COLUMN settled_at INTEGER;
  `,
  `
  -- Every order of the last minute that was allowed and given up: a reservation's row is replaced when its id is reserved again.
  CREATE TABLE released_order (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE INDEX released_order_at ON released_order (at);
  `,
  `
  -- The models that the registry named last. profiles: separated by commas; seen_at: when the registry answered. Its age counts from proven_at on.
  CREATE TABLE known_model (
    version TEXT PRIMARY KEY,
    profiles TEXT NOT NULL,
    proven_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- An order is confirmed part by part: a row for each. open: more of its order may come.
  CREATE TABLE new_fill (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_order_id TEXT NOT NULL,
    reservation_id TEXT,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity TEXT NOT NULL,
    price TEXT NOT NULL,
    fee TEXT NOT NULL,
    realised_pnl TEXT NOT NULL,
    filled_at INTEGER NOT NULL,
    profile TEXT,
    counted_at INTEGER,
    settled_at INTEGER,
    open INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)),
    expected_price TEXT -- what its price is too far from; NULL: it is not
  ) STRICT;
  INSERT INTO new_fill (id, client_order_id, reservation_id, symbol, side, quantity, price, fee, realised_pnl, filled_at,
      profile, counted_at, settled_at)
    SELECT id, client_order_id, reservation_id, symbol, side, quantity, price, fee, realised_pnl, filled_at, profile,
      counted_at, settled_at
    FROM fill ORDER BY id;
  DROP TABLE fill;
  ALTER TABLE new_fill RENAME TO fill;
  CREATE INDEX fill_of_order ON fill (client_order_id);
  ALTER TABLE reservation ADD COLUMN executed TEXT NOT NULL DEFAULT '0';
  `,
];
