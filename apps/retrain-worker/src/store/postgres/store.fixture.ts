import { type Mishap, openWithMishaps } from '@qt/postgres/testing';
import { MIGRATIONS } from './migrations.ts';
import { SCHEMA } from './open-postgres-store.ts';
import { PostgresModelFileRepository } from './postgres-model-file.repository.ts';
import { PostgresRetrainRepository } from './postgres-retrain.repository.ts';

/** A worker's store, and what may happen to its connections. `always`: to every transaction. `now`: of a new one. */
export async function openStore(url: string, now: number, always: readonly Mishap[] = []) {
  const { database, chaos } = await openWithMishaps({ url, schema: SCHEMA, migrations: MIGRATIONS }, always);
  const repository = new PostgresRetrainRepository(database);
  await repository.recordStart(now);
  return { chaos, repository, files: new PostgresModelFileRepository(database) };
}
