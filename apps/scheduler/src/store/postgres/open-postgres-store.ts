import type { Log } from '@qt/catalogue';
import { bindToMarket, openPostgres } from '@qt/postgres';
import type { Store } from '../store.ts';
import { MIGRATIONS } from './migrations.ts';
import { PostgresJobClaims } from './postgres-job-claims.ts';
import { PostgresSchedulerRepository } from './postgres-scheduler.repository.ts';

/** The scheduler's schema, and the role that owns it. */
export const SCHEMA = 'qt_scheduler';

interface Options {
  readonly url: string;
  readonly leaseMs: number;
  readonly market: string;
}

/** @throws DatabaseUnavailable */
export async function openPostgresStore({ url, leaseMs, market }: Options, log: Log): Promise<Store> {
  const lost = (error: Error) => log.warn('a connection to PostgreSQL was lost', { error });
  const database = await openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS, lost });
  await bindToMarket(database, market);
  return {
    repository: new PostgresSchedulerRepository(database, leaseMs),
    claims: new PostgresJobClaims(database, leaseMs),
  };
}
