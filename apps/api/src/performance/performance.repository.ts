import { DatabaseSync } from 'node:sqlite';
import { Injectable } from '@nestjs/common';
import { inTransaction } from '@qt/sqlite';
import type { EquitySnapshot } from './equity-snapshot.ts';
import { accountFillOf, type SequencedAccountFill, snapshotColumns, snapshotOf } from './equity-snapshot-rows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Every snapshot, in ms; after that the first of each hour. */
const KEEP_ALL_MS = 8 * DAY_MS;
const KEEP_HOURLY_MS = 400 * DAY_MS;

/** Snapshots of the account and the fills between them, in the API's database. About 21,000 snapshots at most. */
@Injectable()
export class PerformanceRepository {
  readonly #statements;

  constructor(private readonly database: DatabaseSync) {
    const fills =
      'SELECT sequence, fills.symbol, side, profile, origin, fills.quantity, notional, fee, slippage, realised_pnl, filled_at ' +
      'FROM fills JOIN orders USING (client_order_id)';
    this.#statements = {
      insert: database.prepare(`
        INSERT OR REPLACE INTO equity_snapshots (at, last_fill, opening_balance, cash, positions, hourly)
        VALUES (?, ?, ?, ?, ?, NOT EXISTS (SELECT 1 FROM equity_snapshots WHERE at >= ? AND hourly = 1))`),
      prune: database.prepare('DELETE FROM equity_snapshots WHERE (hourly = 0 AND at < ?) OR (hourly = 1 AND at < ?)'),
      selectPage: database.prepare('SELECT * FROM equity_snapshots WHERE at >= ? AND at <= ? ORDER BY at LIMIT ?'),
      selectLatest: database.prepare('SELECT * FROM equity_snapshots ORDER BY at DESC LIMIT 1'),
      selectLastFill: database.prepare('SELECT coalesce(max(sequence), 0) AS sequence FROM fills'),
      selectFills: database.prepare(`${fills} WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?`),
    };
  }

  /** The sequence of the newest fill; 0: none. */
  lastFill(): number {
    return Number(this.#statements.selectLastFill.get()?.['sequence']);
  }

  /** Saves a snapshot and drops those that are too old. */
  save(snapshot: EquitySnapshot): void {
    const { at } = snapshot;
    inTransaction(this.database, () => {
      this.#statements.insert.run(...snapshotColumns(snapshot), at - (at % HOUR_MS));
      this.#statements.prune.run(at - KEEP_ALL_MS, at - KEEP_HOURLY_MS);
    });
  }

  latest(): EquitySnapshot | null {
    const row = this.#statements.selectLatest.get();
    return row === undefined ? null : snapshotOf(row);
  }

  /** At most `limit` snapshots from `from` to `to` (Unix ms, both included), oldest first. */
  snapshots(from: number, to: number, limit: number): EquitySnapshot[] {
    return this.#statements.selectPage.all(from, to, limit).map(snapshotOf);
  }

  /** At most `limit` fills after `after` up to `last`, both sequences, oldest first. */
  fills(after: number, last: number, limit: number): SequencedAccountFill[] {
    return this.#statements.selectFills.all(after, last, limit).map(accountFillOf);
  }
}
