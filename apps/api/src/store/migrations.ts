import { LEDGER_SCHEMA } from '../trading/ledger/ledger-schema.ts';

const SCANS_SCHEMA = `
CREATE TABLE scan_times (
  profile TEXT PRIMARY KEY,
  last_inference_at INTEGER NOT NULL -- Unix ms; until the first scan: the first start
) STRICT;
`;

/** Oldest first; append only. */
export const MIGRATIONS: readonly string[] = [SCANS_SCHEMA, LEDGER_SCHEMA];
