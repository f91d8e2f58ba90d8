/** What `orderColumns` has. */
export const ORDER_COLUMNS =
  'client_order_id, symbol, side, quantity, reduce_only, origin, profile, stop_fraction, hold_ms, tick_size, request_id, begun_at, limit_price, time_in_force';

/** What `fillColumns` has. */
export const FILL_COLUMNS =
  'client_order_id, symbol, venue_fill_id, executed, quantity, price, notional, fee, slippage, realised_pnl, commission, commission_asset, filled_at';

/** What becomes of an order whose id is known and that begins again. */
export const BEGIN_AGAIN = `
  ON CONFLICT (client_order_id) DO UPDATE SET stop_fraction = excluded.stop_fraction, hold_ms = excluded.hold_ms,
    tick_size = excluded.tick_size, request_id = excluded.request_id, begun_at = excluded.begun_at, state = 'new',
    reservation_id = NULL, venue_order_id = NULL, reference_price = NULL, sent_at = NULL, cause = ''`;

// Worded as the partial indexes are, so that these are used instead of scanning all orders.
export const UNFINISHED = "state IN ('new', 'reserved', 'sent', 'accepted', 'partially_filled', 'unknown')";
export const UNFILLED = "state IN ('cancelled', 'rejected', 'expired')";
