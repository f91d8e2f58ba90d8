import type { Log } from '@qt/catalogue';
import { bindToMarket, openPostgres } from '@qt/postgres';
import { MIGRATIONS } from './migrations.ts';
import { PostgresGuardRepository } from './postgres-guard.repository.ts';

/** The guard's schema, and the role that owns it. */
export const SCHEMA = 'qt_risk_guard';

export interface PostgresOptions {
  readonly url: string;
  readonly market: string;
  /** Of the replica that leads. */
  readonly term: number;
}

/** @throws DatabaseUnavailable */
export async function openPostgresRepository({ url, market, term }: PostgresOptions, log: Log) {
  const lost = (error: Error) => log.warn('a connection to PostgreSQL was lost', { error });
  const database = await openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS, term, lost });
  await bindToMarket(database, market);
  return new PostgresGuardRepository(database, market);
}
