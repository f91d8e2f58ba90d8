import type { Log } from '@qt/catalogue';
import { bindToMarket } from './bind-to-market.ts';
import { type DatabaseOptions, openPostgres } from './open-database.ts';
import type { PostgresDatabase } from './postgres-database.ts';

interface MarketOptions extends Pick<DatabaseOptions, 'url' | 'schema' | 'migrations'> {
  /** Of the replica that leads; undefined: replicas write side by side. */
  readonly term?: number;
  /** `QT_MARKET`. */
  readonly market: string;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Opens a service's schema, binds it to its market, and returns what `use` makes of it; closes it again where one of them
 * fails.
 *
 * @throws as `openPostgres`, `bindToMarket` and `use`
 */
export async function openForMarket<T>(
  { market, log, ...options }: MarketOptions,
  use: (database: PostgresDatabase) => T | Promise<T>,
): Promise<T> {
  const lost = (error: Error) => log.warn('a connection to PostgreSQL was lost', { error });
  const database = await openPostgres({ ...options, lost });
  try {
    await bindToMarket(database, market);
    return await use(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}
