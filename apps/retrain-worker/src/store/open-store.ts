import type { Log } from '@qt/catalogue';
import { refuseSecondState } from '@qt/nest-service';
import { DiskModelFileRepository } from '../models/disk-model-file.repository.ts';
import type { RetrainSettings } from '../retrain-settings.ts';
import { SqliteRetrainRepository } from './sqlite-retrain.repository.ts';
import type { Store } from './store.ts';

type Settings = Pick<RetrainSettings, 'databaseFile' | 'shared' | 'modelsDirectory' | 'market'>;

/**
 * Opens the store that the configuration names: SQLite and files, or PostgreSQL where `QT_DATABASE_URL` is set. `now` in
 * Unix ms.
 *
 * @throws BadEnvironment where there is state in both; StoreUnavailable, DatabaseUnavailable
 */
export async function openStore(settings: Settings, now: () => number, log: Pick<Log, 'warn'>): Promise<Store> {
  const { shared, market } = settings;
  if (shared === null) {
    return {
      repository: new SqliteRetrainRepository(settings, now),
      files: new DiskModelFileRepository(settings),
    };
  }
  refuseSecondState(settings.databaseFile);
  // Loaded here, so that a service on SQLite has none of it.
  const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
  return openPostgresStore({ ...shared, market, now: now() }, log);
}
