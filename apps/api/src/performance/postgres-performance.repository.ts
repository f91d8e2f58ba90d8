import type { PostgresDatabase } from '@qt/postgres';
import type { EquitySnapshot } from './equity-snapshot.ts';
import {
  ACCOUNT_FILLS,
  accountFillOf,
  KEEP_ALL_MS,
  KEEP_HOURLY_MS,
  type SequencedAccountFill,
  snapshotColumns,
  snapshotOf,
  startOfHour,
} from './equity-snapshot-rows.ts';
import { PerformanceRepository } from './performance.repository.ts';

const SAVE = `
  INSERT INTO equity_snapshots (at, last_fill, opening_balance, cash, positions, hourly)
  VALUES ($1, $2, $3, $4, $5, NOT EXISTS (SELECT 1 FROM equity_snapshots WHERE at >= $6 AND hourly))
  ON CONFLICT (at) DO UPDATE SET last_fill = excluded.last_fill, opening_balance = excluded.opening_balance,
    cash = excluded.cash, positions = excluded.positions`;

/** Snapshots and fills in PostgreSQL. */
export class PostgresPerformanceRepository extends PerformanceRepository {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    super();
    this.#database = database;
  }

  async save(snapshot: EquitySnapshot): Promise<void> {
    const { at } = snapshot;
    await this.#database.transaction(async (run) => {
      await run(SAVE, ...snapshotColumns(snapshot), startOfHour(at));
      const prune = 'DELETE FROM equity_snapshots WHERE (NOT hourly AND at < $1) OR (hourly AND at < $2)';
      await run(prune, at - KEEP_ALL_MS, at - KEEP_HOURLY_MS);
    });
  }

  async latest(): Promise<EquitySnapshot | null> {
    const [row] = await this.#database.read('SELECT * FROM equity_snapshots ORDER BY at DESC LIMIT 1');
    return row === undefined ? null : snapshotOf(row);
  }

  async snapshots(from: number, to: number, limit: number): Promise<EquitySnapshot[]> {
    const sql = 'SELECT * FROM equity_snapshots WHERE at >= $1 AND at <= $2 ORDER BY at LIMIT $3';
    return (await this.#database.read(sql, from, to, limit)).map(snapshotOf);
  }

  async fills(after: number, last: number, limit: number): Promise<SequencedAccountFill[]> {
    const sql = `${ACCOUNT_FILLS} WHERE fills.sequence > $1 AND fills.sequence <= $2 ORDER BY fills.sequence LIMIT $3`;
    return (await this.#database.read(sql, after, last, limit)).map(accountFillOf);
  }
}
