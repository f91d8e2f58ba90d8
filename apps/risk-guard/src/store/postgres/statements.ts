/** One row, always: the reservation of an order if there is one, and whether more of what executed of it may come. */
export const FIND_ORDER = `
  SELECT reservation.*, (SELECT open FROM fill WHERE fill.client_order_id = $1 LIMIT 1) AS filled_open
  FROM (VALUES (1)) AS always LEFT JOIN reservation ON reservation.client_order_id = $1`;

export const PARTS_OF_ORDER = 'SELECT * FROM fill WHERE client_order_id = $1 ORDER BY id';

/** $13: what was allowed until then counts no longer. */
export const RESERVE = `
  WITH forgotten AS (DELETE FROM allowed_order WHERE at <= $13), allowed AS (INSERT INTO allowed_order (at) VALUES ($11))
  INSERT INTO reservation
    (client_order_id, reservation_id, symbol, side, quantity, reduce_only, origin, profile, price, executed, reserved_at,
     expires_at, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'reserved')
  ON CONFLICT (client_order_id) DO UPDATE SET
    reservation_id = EXCLUDED.reservation_id, symbol = EXCLUDED.symbol, side = EXCLUDED.side,
    quantity = EXCLUDED.quantity, reduce_only = EXCLUDED.reduce_only, origin = EXCLUDED.origin,
    profile = EXCLUDED.profile, price = EXCLUDED.price, executed = EXCLUDED.executed,
    reserved_at = EXCLUDED.reserved_at, expires_at = EXCLUDED.expires_at, state = 'reserved', released_why = NULL`;

export const RELEASE = `
  UPDATE reservation SET state = 'released', released_why = $1
  WHERE reservation_id = $2 AND state = 'reserved' RETURNING *`;

/** $2: what was given up until then counts no longer. */
export const COUNT_RELEASED = `
  WITH forgotten AS (DELETE FROM released_order WHERE at <= $2) INSERT INTO released_order (at) VALUES ($1)`;

export const INSERT_FILL = `
  INSERT INTO fill
    (client_order_id, reservation_id, symbol, side, quantity, price, fee, realised_pnl, filled_at, profile, counted_at,
     open, expected_price)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

/** $2: all that has executed of the order; $3, $4: its symbol, and what this part adds to the position; $5: and to the cash. */
export const BOOK_FILL = `
  WITH executed AS (UPDATE reservation SET executed = $2::numeric WHERE client_order_id = $1),
    cash AS (UPDATE account SET cash_flow = cash_flow + $5::numeric)
  INSERT INTO position VALUES ($3, $4::numeric)
  ON CONFLICT (symbol) DO UPDATE SET quantity = position.quantity + EXCLUDED.quantity`;

export const END_ORDER = `
  WITH parts AS (UPDATE fill SET open = false WHERE client_order_id = $1)
  UPDATE reservation SET state = 'filled' WHERE client_order_id = $1`;

export const ACCEPT_PRICE = `
  INSERT INTO price VALUES ($1, $2, $3, $4)
  ON CONFLICT (symbol) DO UPDATE SET price = EXCLUDED.price, at = EXCLUDED.at, market = EXCLUDED.market`;

export const FIRST_PRICE = 'INSERT INTO price VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING';

export const UPDATE_CONTROLS = `
  UPDATE control SET kill_switch_engaged = $1, kill_switch_actor = $2, kill_switch_reason = $3, kill_switch_since = $4,
    environment_since = $5, state = $6, trip_at = $7, trip_loss = $8, flatten_symbols = $9, flatten_final_state = $10,
    flatten_actor = $11, flatten_reason = $12, flatten_since = $13, equity_peak = $14, limit_overrides = $15`;

/** The first part of each order that executed, in the sequence of these. */
export const FILLS_AFTER = `
  SELECT fill.*, reduce_only, origin FROM fill LEFT JOIN reservation USING (client_order_id)
  WHERE fill.id > $1 AND NOT EXISTS (
    SELECT 1 FROM fill AS earlier WHERE earlier.client_order_id = fill.client_order_id AND earlier.id < fill.id)
  ORDER BY fill.id LIMIT $2`;

export const REPLAYED_FILLS = `
  SELECT fill.*, EXISTS (SELECT 1 FROM reservation WHERE client_order_id = fill.client_order_id) AS reserved
  FROM fill WHERE id > $1 ORDER BY id LIMIT $2`;
