import type { Profile } from '@qt/catalogue';
import { openPostgres, type PostgresDatabase } from '@qt/postgres';
import { ChaosPool, type Mishap } from '@qt/postgres/testing';
import type { StoreOptions } from '../store.fixture.ts';
import { MIGRATIONS } from './migrations.ts';
import { postgresStore, SCHEMA } from './postgres-store.ts';

const ALL: readonly Profile[] = ['conservative', 'balanced', 'aggressive'];
const TABLES = [
  'account, equity_peak, orders, fills, order_events, positions, exchange_account, exchange_adoptions',
  'equity_snapshots, decisions, guard_rulings, scan_times, session_key',
].join(', ');

type Around = NonNullable<Parameters<typeof openPostgres>[0]['around']>;

/** The API's schema, for many tests, and what may happen to its connections. `always`: to every transaction and read. */
export async function openSchema(url: string, always: readonly Mishap[] = []) {
  let chaos: ChaosPool | undefined;
  const open = (around?: Around) =>
    openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS, lost: () => {}, ...(around && { around }) });
  const quiet = await open();
  const database: PostgresDatabase = await open((pool) => {
    chaos = new ChaosPool(pool, always);
    return chaos;
  });
  if (chaos === undefined) throw new Error('expected a pool');
  return {
    chaos,
    database,
    quiet,
    empty: async () => {
      await quiet.transaction((run) => run(`TRUNCATE ${TABLES} RESTART IDENTITY`));
    },
    store: ({ now = () => 0, profiles = ALL }: StoreOptions = {}) => {
      const paper = { QT_EXECUTOR: 'paper', QT_PAPER_BALANCE: '1000' } as const;
      return postgresStore(database, { ...paper, QT_PROFILES: [...profiles] }, now);
    },
    close: async () => {
      await database.close();
      await quiet.close();
    },
  };
}

export type Schema = Awaited<ReturnType<typeof openSchema>>;
