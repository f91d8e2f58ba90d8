import type { Log } from '@qt/catalogue';
import { openForMarket, schemaOf } from '@qt/postgres';
import { MIGRATIONS } from './migrations.ts';
import { PostgresGuardRepository } from './postgres-guard.repository.ts';

export const SCHEMA = schemaOf('risk-guard');

export interface PostgresOptions {
  readonly url: string;
  readonly market: string;
  /** Of the replica that leads. */
  readonly term: number;
}

/** @throws DatabaseUnavailable */
export function openPostgresRepository({ url, market, term }: PostgresOptions, log: Log) {
  const options = { url, schema: SCHEMA, migrations: MIGRATIONS, term, market, log };
  return openForMarket(options, (database) => new PostgresGuardRepository(database, market));
}
