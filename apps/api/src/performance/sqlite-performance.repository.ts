import type { DatabaseSync } from 'node:sqlite';
import { inTransactionWhenFree } from '@qt/sqlite';
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

/** Snapshots and fills in the API's SQLite file. */
export class SqlitePerformanceRepository extends PerformanceRepository {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    super();
    this.#database = database;
    this.#statements = {
      insert: database.prepare(`
        INSERT INTO equity_snapshots (at, last_fill, opening_balance, cash, positions, hourly)
        VALUES (?, ?, ?, ?, ?, NOT EXISTS (SELECT 1 FROM equity_snapshots WHERE at >= ? AND hourly = 1))
        ON CONFLICT (at) DO UPDATE SET last_fill = excluded.last_fill, opening_balance = excluded.opening_balance,
          cash = excluded.cash, positions = excluded.positions`),
      prune: database.prepare('DELETE FROM equity_snapshots WHERE (hourly = 0 AND at < ?) OR (hourly = 1 AND at < ?)'),
      selectPage: database.prepare('SELECT * FROM equity_snapshots WHERE at >= ? AND at <= ? ORDER BY at LIMIT ?'),
      selectLatest: database.prepare('SELECT * FROM equity_snapshots ORDER BY at DESC LIMIT 1'),
      selectFills: database.prepare(
        `${ACCOUNT_FILLS} WHERE fills.sequence > ? AND fills.sequence <= ? ORDER BY fills.sequence LIMIT ?`,
      ),
    };
  }

  async save(snapshot: EquitySnapshot): Promise<void> {
    const { at } = snapshot;
    await inTransactionWhenFree(this.#database, () => {
      this.#statements.insert.run(...snapshotColumns(snapshot), startOfHour(at));
      this.#statements.prune.run(at - KEEP_ALL_MS, at - KEEP_HOURLY_MS);
    });
  }

  async latest(): Promise<EquitySnapshot | null> {
    const row = this.#statements.selectLatest.get();
    return row === undefined ? null : snapshotOf(row);
  }

  async snapshots(from: number, to: number, limit: number): Promise<EquitySnapshot[]> {
    return this.#statements.selectPage.all(from, to, limit).map(snapshotOf);
  }

  async fills(after: number, last: number, limit: number): Promise<SequencedAccountFill[]> {
    return this.#statements.selectFills.all(after, last, limit).map(accountFillOf);
  }
}
