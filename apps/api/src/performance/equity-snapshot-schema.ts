/** `hourly`: the first snapshot of its hour, which is kept for longer. `positions`: JSON, as `equity-snapshot-rows.ts` has it. */
export const EQUITY_SNAPSHOT_SCHEMA = `
CREATE TABLE equity_snapshots (
  at INTEGER PRIMARY KEY, -- Unix ms
  last_fill INTEGER NOT NULL, -- the sequence of the newest fill that it contains; 0: none
  opening_balance TEXT NOT NULL,
  cash TEXT NOT NULL,
  positions TEXT NOT NULL,
  hourly INTEGER NOT NULL CHECK (hourly IN (0, 1))
) STRICT;
CREATE INDEX equity_snapshots_by_age ON equity_snapshots (hourly, at);
`;
