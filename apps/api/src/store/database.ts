import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '@qt/sqlite';
import { LEDGER_SCHEMA } from '../trading/ledger/ledger-schema.ts';
import { SCANS_SCHEMA } from './scan-times.repository.ts';

/** Injection token of the API's one SQLite database, a `DatabaseSync`. */
export const DATABASE = Symbol('Database');

/** Oldest first; append only. The features that own the tables own the scripts. */
const MIGRATIONS: readonly string[] = [SCANS_SCHEMA, LEDGER_SCHEMA];

/**
 * Opens `<dataDir>/api/api.sqlite`, durable on each commit: orders and positions are in it.
 *
 * @throws StoreUnavailable if it is locked, unwritable or damaged.
 */
export function openStore(dataDir: string): DatabaseSync {
  return openDatabase({ file: join(dataDir, 'api', 'api.sqlite'), migrations: MIGRATIONS, synchronous: 'FULL' });
}
