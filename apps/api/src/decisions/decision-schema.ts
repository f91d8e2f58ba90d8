/** What each scan decided and why, for a day. `features`: JSON, in the order of the model's table. */
export const DECISION_SCHEMA = `
CREATE TABLE decisions (
  at INTEGER NOT NULL, -- Unix ms, of the inference
  symbol TEXT NOT NULL,
  profile TEXT NOT NULL,
  request_id TEXT NOT NULL,
  trace_id TEXT,
  model_version TEXT NOT NULL,
  features TEXT NOT NULL,
  buy REAL NOT NULL,
  sell REAL NOT NULL,
  hold REAL NOT NULL,
  action TEXT NOT NULL,
  confidence REAL NOT NULL,
  outcome TEXT NOT NULL, -- why no order came of it; empty: nothing stood in its way
  PRIMARY KEY (symbol, profile, at)
) STRICT;
CREATE INDEX decisions_by_age ON decisions (at);
CREATE INDEX decisions_by_request ON decisions (request_id);
`;
