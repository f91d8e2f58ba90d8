import { placesOf } from '../../store/postgres/columns.ts';
import { BEGIN_AGAIN, FILL_COLUMNS, ORDER_COLUMNS, UNFILLED, UNFINISHED } from './ledger-sql.ts';

/** An order with its fills, of one instant. */
const ORDER = `
  SELECT orders.*, coalesce((SELECT json_agg(fills ORDER BY fills.sequence) FROM fills
    WHERE fills.client_order_id = orders.client_order_id), '[]') AS fills
  FROM orders`;

const POSITIONS = (where: string) =>
  `coalesce((SELECT json_agg(positions ORDER BY symbol, opened_at, profile) FROM positions ${where}), '[]') AS positions`;

/** Changes the state of order $1 to $2 for the cause $3, at $5; $4: the guard has to be told. */
const move = (more = '') => `
  WITH moved AS (
    UPDATE orders SET state = $2, cause = $3, guard_due = guard_due OR $4::BOOLEAN${more} WHERE client_order_id = $1)
  INSERT INTO order_events (client_order_id, at, state, cause) VALUES ($1, $5, $2, $3)`;

/** The ledger's statements in PostgreSQL. */
export const LEDGER = {
  openAccount: "INSERT INTO account VALUES (true, $1, $1, '0', '0') ON CONFLICT DO NOTHING",
  totals: 'SELECT * FROM account',
  account: `SELECT account.*, ${POSITIONS('WHERE symbol = $1')} FROM account`,
  holdings: `
    SELECT account.*, ${POSITIONS('')}, (SELECT coalesce(max(sequence), 0) FROM fills) AS last_fill FROM account`,
  saveAccount: 'UPDATE account SET cash = $1, realised_pnl = $2, fees = $3',

  order: `${ORDER} WHERE client_order_id = $1`,
  // The account was locked before, so its fills are of the same instant.
  lockedOrder: `${ORDER} WHERE client_order_id = $1 FOR UPDATE OF orders`,
  unfinished: `${ORDER} WHERE ${UNFINISHED} ORDER BY begun_at, sequence`,
  guardDue: `${ORDER} WHERE guard_due ORDER BY begun_at, sequence`,
  filled: `${ORDER} WHERE last_fill > 0 ORDER BY last_fill DESC LIMIT $1`,
  filledAfter: `${ORDER} WHERE last_fill > $1 ORDER BY last_fill LIMIT $2`,
  countFilled: 'SELECT count(*) AS count FROM orders WHERE last_fill > 0',
  begin: `
    INSERT INTO orders (${ORDER_COLUMNS}, state, guard_due, cause)
    VALUES (${placesOf(ORDER_COLUMNS)}, 'new', false, '') ${BEGIN_AGAIN}`,
  forget: `
    WITH forgotten AS (
      DELETE FROM orders WHERE ${UNFILLED} AND begun_at < $1 AND last_fill IS NULL AND NOT guard_due
      RETURNING client_order_id)
    DELETE FROM order_events USING forgotten WHERE order_events.client_order_id = forgotten.client_order_id`,
  move: move(),
  reserve: move(', reservation_id = $6'),
  send: move(', venue_order_id = $6, reference_price = $7, sent_at = $5'),
  acknowledge: 'UPDATE orders SET guard_due = false WHERE client_order_id = $1',

  event: 'INSERT INTO order_events (client_order_id, at, state, cause) VALUES ($1, $2, $3, $4)',
  events: 'SELECT at, state, cause FROM order_events WHERE client_order_id = $1 ORDER BY sequence',

  fill: 'SELECT 1 FROM fills WHERE symbol = $1 AND venue_fill_id = $2',
  fillsOf: 'SELECT * FROM fills WHERE client_order_id = $1 ORDER BY sequence',
  /** A fill and the state that it brings its order to. */
  book: `
    WITH fill AS (
      INSERT INTO fills (${FILL_COLUMNS}) VALUES (${placesOf(FILL_COLUMNS)}) RETURNING sequence),
    moved AS (
      UPDATE orders SET state = $14, cause = $15, guard_due = guard_due OR $16::BOOLEAN,
        last_fill = (SELECT sequence FROM fill)
      WHERE client_order_id = $1)
    INSERT INTO order_events (client_order_id, at, state, cause) VALUES ($1, $17, $14, $15)`,
  realisedSince: `
    SELECT fills.sequence, profile, realised_pnl FROM fills JOIN orders USING (client_order_id)
    WHERE fills.sequence > $1 ORDER BY fills.sequence`,

  stoppedAt: `
    SELECT max(filled_at) AS at FROM orders JOIN fills USING (client_order_id)
    WHERE origin = 'stop' AND orders.symbol = $1 AND profile = $2`,
  stopsSince:
    "SELECT symbol, begun_at FROM orders WHERE origin = 'stop' AND begun_at >= $1 AND last_fill IS NOT NULL ORDER BY begun_at",

  peak: 'SELECT equity FROM equity_peak',
  raisePeak: 'INSERT INTO equity_peak (equity) VALUES ($1) ON CONFLICT (single) DO UPDATE SET equity = excluded.equity',

  positions: 'SELECT * FROM positions ORDER BY symbol, opened_at, profile',
  extend: `
    UPDATE positions SET expires_at = greatest(expires_at, $1)
    WHERE symbol = $2 AND profile = $3 AND expires_at IS NOT NULL`,
  deletePositions: 'DELETE FROM positions WHERE symbol = $1',
  insertPosition: 'INSERT INTO positions VALUES ($1, $2, $3, $4, $5, $6, $7)',
} as const;
