import type { Log } from '@qt/catalogue';
import { bindToMarket, openPostgres } from '@qt/postgres';
import type { Store } from '../store.ts';
import { MIGRATIONS } from './migrations.ts';
import { PostgresModelFileRepository } from './postgres-model-file.repository.ts';
import { PostgresRetrainRepository } from './postgres-retrain.repository.ts';

/** The retrain worker's schema, and the role that owns it. */
export const SCHEMA = 'qt_retrain_worker';

interface Options {
  readonly url: string;
  /** Of the replica that leads. */
  readonly term: number;
  readonly market: string;
  /** Unix ms: what a new schema has as its first start. */
  readonly now: number;
}

/** @throws DatabaseUnavailable */
export async function openPostgresStore({ url, term, market, now }: Options, log: Pick<Log, 'warn'>): Promise<Store> {
  const lost = (error: Error) => log.warn('a connection to PostgreSQL was lost', { error });
  const database = await openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS, term, lost });
  try {
    await bindToMarket(database, market);
    const repository = new PostgresRetrainRepository(database);
    await repository.recordStart(now);
    return { repository, files: new PostgresModelFileRepository(database) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
