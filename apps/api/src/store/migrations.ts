import { DECISION_SCHEMA } from '../decisions/decision-schema.ts';
import { EQUITY_SNAPSHOT_SCHEMA } from '../performance/equity-snapshot-schema.ts';
import { GUARD_RULINGS_SCHEMA } from '../trading/guard/guard-rulings-schema.ts';
import {
  EQUITY_PEAK_SCHEMA,
  LEDGER_SCHEMA,
  LIMIT_SCHEMA,
  OPEN_FILLS_SCHEMA,
  ORDER_LIFE_SCHEMA,
  STOP_TIMES_SCHEMA,
  STOPS_SCHEMA,
  TICK_SIZE_SCHEMA,
} from '../trading/ledger/ledger-schema.ts';
import { RECONCILIATION_SCHEMA } from '../trading/reconciliation/reconciliation-schema.ts';

const SCANS_SCHEMA = `
CREATE TABLE scan_times (
  profile TEXT PRIMARY KEY,
  last_inference_at INTEGER NOT NULL -- Unix ms; until the first scan: the first start
) STRICT;
`;

/** What is there when this comes has nearly always been scanned. */
const SCANNED_SCHEMA = 'ALTER TABLE scan_times ADD COLUMN scanned INTEGER NOT NULL DEFAULT 1';

/** Counts the probes: an update that changes no byte would not be written, and prove nothing. */
const PROBE_SCHEMA = `
CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), probes INTEGER NOT NULL) STRICT;
INSERT INTO probe VALUES (1, 0);
`;

/** Oldest first; append only. */
export const MIGRATIONS: readonly string[] = [
  SCANS_SCHEMA,
  LEDGER_SCHEMA,
  PROBE_SCHEMA,
  EQUITY_PEAK_SCHEMA,
  SCANNED_SCHEMA,
  TICK_SIZE_SCHEMA,
  ORDER_LIFE_SCHEMA,
  STOPS_SCHEMA,
  RECONCILIATION_SCHEMA,
  EQUITY_SNAPSHOT_SCHEMA,
  LIMIT_SCHEMA,
  STOP_TIMES_SCHEMA,
  OPEN_FILLS_SCHEMA,
  DECISION_SCHEMA,
  GUARD_RULINGS_SCHEMA,
];
