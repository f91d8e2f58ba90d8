import type { Log } from '@qt/catalogue';
import { openForMarket, schemaOf } from '@qt/postgres';
import type { Store } from '../store.ts';
import { MIGRATIONS } from './migrations.ts';
import { PostgresJobClaims } from './postgres-job-claims.ts';
import { PostgresSchedulerRepository } from './postgres-scheduler.repository.ts';

export const SCHEMA = schemaOf('scheduler');

interface Options {
  readonly url: string;
  readonly leaseMs: number;
  readonly market: string;
}

/** @throws DatabaseUnavailable */
export async function openPostgresStore({ url, leaseMs, market }: Options, log: Log): Promise<Store> {
  return openForMarket({ url, schema: SCHEMA, migrations: MIGRATIONS, market, log }, (database) => ({
    repository: new PostgresSchedulerRepository(database, leaseMs),
    claims: new PostgresJobClaims(database, leaseMs),
  }));
}
