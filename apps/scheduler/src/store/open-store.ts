import type { Log } from '@qt/catalogue';
import { refuseSecondState } from '@qt/nest-service';
import type { SchedulerSettings } from '../scheduler-settings.ts';
import { SqliteSchedulerRepository } from './sqlite-scheduler.repository.ts';
import type { Store } from './store.ts';

type Settings = Pick<SchedulerSettings, 'databaseFile' | 'databaseUrl' | 'leaseMs' | 'config'>;

/**
 * Opens the store that the configuration names: SQLite, or PostgreSQL where `QT_DATABASE_URL` is set.
 *
 * @throws BadEnvironment where there is state in both; StoreUnavailable, DatabaseUnavailable
 */
export async function openStore(settings: Settings, log: Log): Promise<Store> {
  const { databaseFile, databaseUrl: url, leaseMs, config } = settings;
  if (url === undefined) return { repository: new SqliteSchedulerRepository({ databaseFile }), claims: null };
  refuseSecondState(databaseFile);
  // Loaded here, so that a service on SQLite has none of it.
  const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
  return openPostgresStore({ url, leaseMs, market: config.QT_MARKET }, log);
}
