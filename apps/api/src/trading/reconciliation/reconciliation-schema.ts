/**
 * What an operator, or the opening of the account, has taken over from the exchange. `opening` and `balance`: an amount of an
 * asset; `accepted`: a difference that stays as it is; `fill`: a fill of somebody else that was booked. `subject` names the
 * asset or the difference.
 */
export const RECONCILIATION_SCHEMA = `
CREATE TABLE exchange_adoptions (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('opening', 'balance', 'accepted', 'fill')),
  subject TEXT NOT NULL,
  amount TEXT
) STRICT;

CREATE TABLE exchange_account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  url TEXT NOT NULL, -- whose books these are
  opened_at INTEGER NOT NULL, -- Unix ms
  reconciled_at INTEGER NOT NULL -- Unix ms, when both were last found to agree
) STRICT;

CREATE INDEX orders_sent_as ON order_events (cause) WHERE state = 'sent';
`;
