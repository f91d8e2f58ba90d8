import { type DatabaseOptions, openPostgres } from '../open-database.ts';
import type { PostgresDatabase } from '../postgres-database.ts';
import { ChaosPool, type Mishap } from './chaos-pool.ts';

/** A schema, and what may happen to its connections. `always`: to every transaction. */
export async function openWithMishaps(
  options: Omit<DatabaseOptions, 'lost' | 'around'>,
  always: readonly Mishap[] = [],
): Promise<{ readonly database: PostgresDatabase; readonly chaos: ChaosPool }> {
  const pools: ChaosPool[] = [];
  const database = await openPostgres({
    ...options,
    lost: () => {},
    around: (pool) => {
      const chaos = new ChaosPool(pool, always);
      pools.push(chaos);
      return chaos;
    },
  });
  const [chaos] = pools;
  if (chaos === undefined) throw new Error('expected a pool');
  return { database, chaos };
}
