import { type Mishap, openWithMishaps } from '@qt/postgres/testing';
import { MIGRATIONS } from './migrations.ts';
import { SCHEMA } from './open-postgres-store.ts';
import { PostgresJobClaims } from './postgres-job-claims.ts';
import { PostgresSchedulerRepository } from './postgres-scheduler.repository.ts';

export const LEASE_MS = 15_000;

/** A replica's store, and what may happen to its connections. `always`: to every transaction. */
export async function openReplica(url: string, always: readonly Mishap[] = []) {
  const { database, chaos } = await openWithMishaps({ url, schema: SCHEMA, migrations: MIGRATIONS }, always);
  return {
    chaos,
    repository: new PostgresSchedulerRepository(database, LEASE_MS),
    claims: new PostgresJobClaims(database, LEASE_MS),
  };
}

export type Replica = Awaited<ReturnType<typeof openReplica>>;
