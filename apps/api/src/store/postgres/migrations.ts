import { SYSTEM_TABLE } from '@qt/postgres';

/** Oldest first; append only. Amounts are decimal text, times Unix ms; what is ordered by text is ordered as SQLite does. */
export const MIGRATIONS: readonly string[] = [
  `${SYSTEM_TABLE};

   CREATE TABLE account (
     single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single),
     opening_balance TEXT NOT NULL,
     cash TEXT NOT NULL,
     realised_pnl TEXT NOT NULL,
     fees TEXT NOT NULL,
     last_write TEXT
   );
   COMMENT ON COLUMN account.last_write IS 'the name of the write that changed the account, or an order of it, last';
   CREATE TABLE equity_peak (
     single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single),
     equity TEXT NOT NULL
   );

   CREATE TABLE orders (
     client_order_id TEXT PRIMARY KEY,
     sequence BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
     symbol TEXT COLLATE "C" NOT NULL,
     side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
     quantity TEXT NOT NULL,
     reduce_only BOOLEAN NOT NULL,
     origin TEXT NOT NULL,
     profile TEXT,
     stop_fraction TEXT,
     hold_ms BIGINT,
     tick_size TEXT,
     request_id TEXT NOT NULL,
     begun_at BIGINT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('new', 'reserved', 'sent', 'accepted', 'partially_filled', 'filled', 'cancelled',
       'rejected', 'expired', 'unknown')),
     reservation_id TEXT,
     guard_due BOOLEAN NOT NULL,
     venue_order_id TEXT UNIQUE,
     reference_price TEXT,
     sent_at BIGINT,
     cause TEXT NOT NULL,
     last_fill BIGINT,
     limit_price TEXT,
     time_in_force TEXT,
     CHECK (reservation_id IS NOT NULL OR state IN ('new', 'cancelled', 'rejected', 'expired')),
     CHECK (venue_order_id IS NOT NULL OR state NOT IN ('sent', 'accepted', 'partially_filled', 'unknown')),
     CHECK ((stop_fraction IS NULL) = (hold_ms IS NULL)),
     CHECK ((venue_order_id IS NULL) = (reference_price IS NULL) AND (venue_order_id IS NULL) = (sent_at IS NULL)),
     CHECK ((limit_price IS NULL) = (time_in_force IS NULL))
   );
   CREATE INDEX orders_unfinished ON orders (begun_at, sequence)
     WHERE state IN ('new', 'reserved', 'sent', 'accepted', 'partially_filled', 'unknown');
   CREATE INDEX orders_guard_due ON orders (begun_at, sequence) WHERE guard_due;
   CREATE INDEX orders_unfilled ON orders (begun_at) WHERE state IN ('cancelled', 'rejected', 'expired');
   CREATE INDEX orders_by_fill ON orders (last_fill) WHERE last_fill IS NOT NULL;
   CREATE INDEX orders_stops ON orders (symbol, profile) WHERE origin = 'stop';
   CREATE INDEX orders_stop_times ON orders (begun_at) WHERE origin = 'stop';

   CREATE TABLE fills (
     sequence BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
     client_order_id TEXT NOT NULL REFERENCES orders,
     symbol TEXT NOT NULL,
     venue_fill_id TEXT NOT NULL,
     executed TEXT NOT NULL,
     quantity TEXT NOT NULL,
     price TEXT NOT NULL,
     notional TEXT NOT NULL,
     fee TEXT NOT NULL,
     slippage TEXT NOT NULL,
     realised_pnl TEXT NOT NULL,
     commission TEXT NOT NULL,
     commission_asset TEXT NOT NULL,
     filled_at BIGINT NOT NULL,
     UNIQUE (symbol, venue_fill_id)
   );
   COMMENT ON COLUMN fills.executed IS 'before a commission in the base asset, which the quantity is without';
   CREATE INDEX fills_of_order ON fills (client_order_id, sequence);

   CREATE TABLE order_events (
     sequence BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
     client_order_id TEXT NOT NULL,
     at BIGINT NOT NULL,
     state TEXT NOT NULL,
     cause TEXT NOT NULL
   );
   CREATE INDEX events_of_order ON order_events (client_order_id, sequence);
   CREATE INDEX orders_sent_as ON order_events (cause) WHERE state = 'sent';

   CREATE TABLE positions (
     symbol TEXT COLLATE "C" NOT NULL,
     profile TEXT COLLATE "C" NOT NULL,
     quantity TEXT NOT NULL,
     cost TEXT NOT NULL,
     opened_at BIGINT NOT NULL,
     stop_price TEXT,
     expires_at BIGINT,
     PRIMARY KEY (symbol, profile)
   );
   COMMENT ON COLUMN positions.profile IS 'manual: held by hand';

   CREATE TABLE exchange_account (
     single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single),
     url TEXT NOT NULL,
     opened_at BIGINT NOT NULL,
     reconciled_at BIGINT NOT NULL
   );
   CREATE TABLE exchange_adoptions (
     sequence BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
     at BIGINT NOT NULL,
     actor TEXT NOT NULL,
     reason TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('opening', 'balance', 'accepted', 'fill')),
     subject TEXT NOT NULL,
     amount TEXT
   );

   CREATE TABLE equity_snapshots (
     at BIGINT PRIMARY KEY,
     last_fill BIGINT NOT NULL,
     opening_balance TEXT NOT NULL,
     cash TEXT NOT NULL,
     positions TEXT NOT NULL,
     hourly BOOLEAN NOT NULL
   );
   COMMENT ON COLUMN equity_snapshots.hourly IS 'the first of its hour, which is kept for longer';
   CREATE INDEX equity_snapshots_by_age ON equity_snapshots (hourly, at);

   CREATE TABLE decisions (
     at BIGINT NOT NULL,
     symbol TEXT COLLATE "C" NOT NULL,
     profile TEXT NOT NULL,
     request_id TEXT NOT NULL,
     trace_id TEXT,
     model_version TEXT NOT NULL,
     features TEXT NOT NULL,
     buy DOUBLE PRECISION NOT NULL,
     sell DOUBLE PRECISION NOT NULL,
     hold DOUBLE PRECISION NOT NULL,
     action TEXT NOT NULL,
     confidence DOUBLE PRECISION NOT NULL,
     outcome TEXT NOT NULL,
     PRIMARY KEY (symbol, profile, at)
   );
   COMMENT ON COLUMN decisions.outcome IS 'why no order came of it; empty: nothing stood in its way';
   CREATE INDEX decisions_by_age ON decisions (at);
   CREATE INDEX decisions_by_request ON decisions (request_id);
   CREATE INDEX decisions_by_trace ON decisions (trace_id);

   CREATE TABLE guard_rulings (
     client_order_id TEXT PRIMARY KEY,
     at BIGINT NOT NULL,
     rules TEXT NOT NULL
   );
   CREATE INDEX guard_rulings_by_age ON guard_rulings (at);

   CREATE TABLE scan_times (
     profile TEXT PRIMARY KEY,
     last_inference_at BIGINT NOT NULL,
     scanned BOOLEAN NOT NULL
   );
   COMMENT ON COLUMN scan_times.last_inference_at IS 'until the first scan: the first start';

   CREATE TABLE probe (single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single), probes BIGINT NOT NULL);
   INSERT INTO probe (probes) VALUES (0)`,
  'CREATE TABLE session_key (single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single), key BYTEA NOT NULL)',
];
