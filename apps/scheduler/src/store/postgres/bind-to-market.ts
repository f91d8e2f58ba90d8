import { DatabaseUnavailable, type PostgresDatabase } from '@qt/postgres';

/**
 * Binds the schema to the market that it was first used for, as each `QT_DATA_DIR` is: two systems must not share their jobs.
 *
 * @throws DatabaseUnavailable for the schema of another market
 */
export async function bindToMarket(database: PostgresDatabase, market: string): Promise<void> {
  const bound = await database.transaction(async (run) => {
    await run('INSERT INTO system (market) VALUES ($1) ON CONFLICT DO NOTHING', market);
    return (await run('SELECT market FROM system')).rows[0]?.['market'];
  });
  if (bound === market) return;
  throw new DatabaseUnavailable('foreign', 'schema qt_scheduler', `of QT_MARKET=${bound}, this is ${market}`);
}
