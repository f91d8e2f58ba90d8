/** How each order stood by each rule of the risk guard, for a day. `rules`: JSON, as the guard answered them. */
export const GUARD_RULINGS_SCHEMA = `
CREATE TABLE guard_rulings (
  client_order_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL, -- Unix ms
  rules TEXT NOT NULL
) STRICT;
CREATE INDEX guard_rulings_by_age ON guard_rulings (at);
`;
