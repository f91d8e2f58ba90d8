import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '@qt/sqlite';
import type { ApiConfig } from '../config.ts';
import { FileSessionKeyRepository } from '../console/session/file-session-key.repository.ts';
import { SqliteDecisionsRepository } from '../decisions/sqlite-decisions.repository.ts';
import { SqlitePerformanceRepository } from '../performance/sqlite-performance.repository.ts';
import { SqliteGuardRulingsRepository } from '../trading/guard/sqlite-guard-rulings.repository.ts';
import { openingBalanceOf } from '../trading/ledger/account-rows.ts';
import { SqliteLedgerRepository } from '../trading/ledger/sqlite-ledger.repository.ts';
import { SqliteReconciliationRepository } from '../trading/reconciliation/sqlite-reconciliation.repository.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteScanTimesRepository } from './sqlite-scan-times.repository.ts';
import { SqliteStoreProbe } from './sqlite-store-probe.ts';
import type { Store } from './store.ts';

type StoreConfig = Pick<ApiConfig, 'QT_DATA_DIR' | 'QT_EXECUTOR' | 'QT_PAPER_BALANCE' | 'QT_PROFILES'>;

/** `QT_DATA_DIR/api/api.sqlite`. */
export function databaseFileOf({ QT_DATA_DIR }: Pick<ApiConfig, 'QT_DATA_DIR'>): string {
  return join(QT_DATA_DIR, 'api', 'api.sqlite');
}

/**
 * Opens the API's SQLite file, durable on each commit: orders and positions are in it. `now`: Unix ms.
 *
 * @throws StoreUnavailable if it is locked, unwritable, damaged or of a later version
 */
export function openSqliteStore(config: StoreConfig, now: () => number): SqliteStore {
  const database = openSqliteFile(config);
  try {
    return sqliteStore(database, config, now);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The file alone, migrated. @throws as `openSqliteStore` */
export function openSqliteFile(config: Pick<ApiConfig, 'QT_DATA_DIR'>): DatabaseSync {
  return openDatabase({ file: databaseFileOf(config), migrations: MIGRATIONS, synchronous: 'FULL' });
}

export interface SqliteStore extends Store {
  readonly database: DatabaseSync;
}

function sqliteStore(database: DatabaseSync, config: StoreConfig, now: () => number): SqliteStore {
  return {
    database,
    ledger: new SqliteLedgerRepository(database, openingBalanceOf(config), now),
    reconciliation: new SqliteReconciliationRepository(database),
    decisions: new SqliteDecisionsRepository(database),
    performance: new SqlitePerformanceRepository(database),
    rulings: new SqliteGuardRulingsRepository(database),
    scanTimes: new SqliteScanTimesRepository(database, config.QT_PROFILES, now()),
    sessionKey: new FileSessionKeyRepository(config.QT_DATA_DIR),
    probe: new SqliteStoreProbe(database),
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
}
