import { openPostgres } from '@qt/postgres';
import { ChaosPool, type Mishap } from '@qt/postgres/testing';
import { MIGRATIONS } from './migrations.ts';
import { SCHEMA } from './open-postgres-store.ts';
import { PostgresModelFileRepository } from './postgres-model-file.repository.ts';
import { PostgresRetrainRepository } from './postgres-retrain.repository.ts';

/** A worker's store, and what may happen to its connections. `always`: to every transaction. `now`: of a new one. */
export async function openStore(url: string, now: number, always: readonly Mishap[] = []) {
  let chaos: ChaosPool | undefined;
  const database = await openPostgres({
    url,
    schema: SCHEMA,
    migrations: MIGRATIONS,
    lost: () => {},
    around: (pool) => {
      chaos = new ChaosPool(pool, always);
      return chaos;
    },
  });
  if (chaos === undefined) throw new Error('expected a pool');
  const repository = new PostgresRetrainRepository(database);
  await repository.recordStart(now);
  return { chaos, repository, files: new PostgresModelFileRepository(database) };
}
