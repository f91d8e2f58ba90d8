import type { Log } from '@qt/catalogue';
import { refuseSecondState, type SharedDatabase } from '@qt/nest-service';
import type { ApiConfig } from '../config.ts';
import { databaseFileOf, openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/**
 * Opens the store: in PostgreSQL, or, where `shared` is null, in SQLite. `now`: Unix ms.
 *
 * @throws BadEnvironment where there is state in both; StoreUnavailable, DatabaseUnavailable
 */
export async function openStore(
  config: ApiConfig,
  shared: SharedDatabase | null,
  now: () => number,
  log: Pick<Log, 'warn'>,
): Promise<Store> {
  if (shared === null) return openSqliteStore(config, now);
  refuseSecondState(databaseFileOf(config));
  // Loaded here, so that a service on SQLite has none of it.
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return openPostgresStore(shared, config, now, log);
}
