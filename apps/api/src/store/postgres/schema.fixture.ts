import type { Profile } from '@qt/catalogue';
import { openPostgres } from '@qt/postgres';
import { type Mishap, openWithMishaps } from '@qt/postgres/testing';
import type { StoreOptions } from '../store.fixture.ts';
import { MIGRATIONS } from './migrations.ts';
import { postgresStore, SCHEMA } from './postgres-store.ts';

const ALL: readonly Profile[] = ['conservative', 'balanced', 'aggressive'];
const TABLES = [
  'account, equity_peak, orders, fills, order_events, positions, exchange_account, exchange_adoptions',
  'equity_snapshots, decisions, guard_rulings, scan_times, session_key',
].join(', ');

/** The API's schema, for many tests, and what may happen to its connections. `always`: to every transaction and read. */
export async function openSchema(url: string, always: readonly Mishap[] = []) {
  const options = { url, schema: SCHEMA, migrations: MIGRATIONS };
  const quiet = await openPostgres({ ...options, lost: () => {} });
  const { database, chaos } = await openWithMishaps(options, always);
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
