import { DatabaseUnavailable } from './database-unavailable.ts';
import type { PostgresDatabase } from './postgres-database.ts';

/** The table of `bindToMarket`, for a migration of each schema. */
export const SYSTEM_TABLE =
  'CREATE TABLE system (single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single), market TEXT NOT NULL)';

/**
 * Binds the schema to the market that it was first used for, as each `QT_DATA_DIR` is: two systems must not share it.
 *
 * @throws DatabaseUnavailable for the schema of another market
 */
export async function bindToMarket(database: PostgresDatabase, market: string): Promise<void> {
  const bound = await database.transaction(async (run) => {
    await run('INSERT INTO system (market) VALUES ($1) ON CONFLICT DO NOTHING', market);
    return (await run('SELECT market FROM system')).rows[0]?.['market'];
  });
  if (bound === market) return;
  throw new DatabaseUnavailable('foreign', database.place, `of QT_MARKET=${bound}, this is ${market}`);
}
