import type { Log } from '@qt/catalogue';
import { openForMarket, schemaOf } from '@qt/postgres';
import type { Store } from '../store.ts';
import { MIGRATIONS } from './migrations.ts';
import { PostgresModelFileRepository } from './postgres-model-file.repository.ts';
import { PostgresRetrainRepository } from './postgres-retrain.repository.ts';

export const SCHEMA = schemaOf('retrain-worker');

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
  return openForMarket({ url, schema: SCHEMA, migrations: MIGRATIONS, term, market, log }, async (database) => {
    const repository = new PostgresRetrainRepository(database);
    await repository.recordStart(now);
    return { repository, files: new PostgresModelFileRepository(database) };
  });
}
