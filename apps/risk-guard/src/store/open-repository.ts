import type { Log } from '@qt/catalogue';
import { refuseSecondState } from '@qt/nest-service';
import type { GuardSettings } from '../guard-settings.ts';
import type { GuardRepository } from './guard.repository.ts';
import { SqliteGuardRepository } from './sqlite-guard.repository.ts';

/**
 * Opens the store that the configuration names: SQLite, or PostgreSQL where `QT_DATABASE_URL` is set.
 *
 * @throws BadEnvironment where there is state in both; StoreUnavailable, DatabaseUnavailable
 */
export async function openRepository(settings: GuardSettings, log: Log): Promise<GuardRepository> {
  const { shared, databaseFile, market } = settings;
  if (shared === null) return new SqliteGuardRepository(settings);
  refuseSecondState(databaseFile);
  // Loaded here, so that a service on SQLite has none of it.
  const { openPostgresRepository } = await import('./postgres/open-postgres-repository.ts');
  return openPostgresRepository({ ...shared, market }, log);
}
