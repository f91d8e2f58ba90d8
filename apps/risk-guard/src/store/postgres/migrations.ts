import { SYSTEM_TABLE } from '@qt/postgres';

/**
 * The guard's schema in PostgreSQL. Append only. Amounts are exact: `numeric` without limits, which comes back as text.
 * Times are Unix ms.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE guard (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    last_group bigint NOT NULL DEFAULT 0 -- of writes that were committed together: whose answer was lost is known by it
  );
  INSERT INTO guard DEFAULT VALUES;

  CREATE TABLE control (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    kill_switch_engaged boolean,
    kill_switch_actor text,
    kill_switch_reason text,
    kill_switch_since bigint,
    environment_since bigint,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'reducing', 'halted')),
    trip_at bigint,
    trip_loss numeric,
    flatten_symbols text,
    flatten_final_state text CHECK (flatten_final_state IN ('reducing', 'halted')),
    flatten_actor text,
    flatten_reason text,
    flatten_since bigint,
    equity_peak numeric,
    limit_overrides text, -- JSON
    CHECK ((kill_switch_engaged IS NULL) = (kill_switch_actor IS NULL)),
    CHECK ((kill_switch_engaged IS NULL) = (kill_switch_reason IS NULL)),
    CHECK ((kill_switch_engaged IS NULL) = (kill_switch_since IS NULL)),
    CHECK ((trip_at IS NULL) = (trip_loss IS NULL))
  );
  INSERT INTO control DEFAULT VALUES;

  CREATE TABLE reservation (
    client_order_id text PRIMARY KEY,
    reservation_id text NOT NULL UNIQUE,
    symbol text NOT NULL,
    side text NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity numeric NOT NULL,
    reduce_only boolean NOT NULL,
    origin text NOT NULL,
    profile text,
    price numeric NOT NULL,
    executed numeric NOT NULL DEFAULT 0,
    reserved_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('reserved', 'released', 'filled')),
    released_why text
  );
  CREATE INDEX reservation_open ON reservation (expires_at) WHERE state = 'reserved';
  CREATE INDEX reservation_reserved_at ON reservation (reserved_at);

  -- Every order of the last minute that was allowed, or allowed and given up: a reservation's row is replaced when its id
  -- is reserved again.
  CREATE TABLE allowed_order (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at bigint NOT NULL);
  CREATE INDEX allowed_order_at ON allowed_order (at);
  CREATE TABLE released_order (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at bigint NOT NULL);
  CREATE INDEX released_order_at ON released_order (at);

  -- A row for each part of an order. open: more of its order may come.
  CREATE TABLE fill (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    client_order_id text NOT NULL,
    reservation_id text,
    symbol text NOT NULL,
    side text NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity numeric NOT NULL,
    price numeric NOT NULL,
    fee numeric NOT NULL,
    realised_pnl numeric NOT NULL,
    filled_at bigint NOT NULL,
    profile text,
    counted_at bigint NOT NULL,
    settled_at bigint,
    open boolean NOT NULL,
    expected_price numeric -- what its price is too far from; NULL: it is not
  );
  CREATE INDEX fill_of_order ON fill (client_order_id);

  CREATE TABLE position (symbol text PRIMARY KEY, quantity numeric NOT NULL);
  CREATE TABLE account (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    cash_flow numeric NOT NULL DEFAULT 0
  );
  INSERT INTO account DEFAULT VALUES;
  CREATE TABLE price (symbol text PRIMARY KEY, price numeric NOT NULL, at bigint NOT NULL, market text NOT NULL);

  -- The models that the registry named last. profiles: separated by commas; seen_at: when the registry answered.
  CREATE TABLE known_model (
    version text PRIMARY KEY,
    profiles text NOT NULL,
    proven_at bigint NOT NULL,
    seen_at bigint NOT NULL
  );

  -- A chain of hashes; ids without a gap.
  CREATE TABLE audit (
    id bigint PRIMARY KEY,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('accepted', 'refused')),
    detail text NOT NULL,
    request_id text,
    hash text NOT NULL
  );
  CREATE INDEX audit_act ON audit (id) WHERE action NOT IN ('reserve', 'confirm', 'release');
  `,
  SYSTEM_TABLE,
];
