import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Pool } from 'pg';
import { DatabaseUnavailable } from './database-unavailable.ts';

/** `0001`, `0002`, … */
const nameOf = (index: number) => String(index + 1).padStart(4, '0');

/**
 * Brings the schema of the pool's connections up to date: scripts run once each, oldest first, all in one transaction, under
 * a lock that other replicas wait for.
 *
 * @throws DatabaseUnavailable if a later version of the program has migrated it
 */
export async function migrate(pool: Pool, schema: string, scripts: readonly string[], place: string): Promise<void> {
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  const migrations = Object.fromEntries(
    scripts.map((script, index): [string, Migration] => [
      nameOf(index),
      { up: async (transaction) => void (await sql.raw(script).execute(transaction)) },
    ]),
  );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = /previously executed migration (\d+) is missing/.exec(String((error as Error).message))?.[1];
  if (unknown === undefined) throw error;
  const cause = `schema ${Number(unknown)} or later, this program knows ${scripts.length}`;
  throw new DatabaseUnavailable('newer', place, cause);
}
