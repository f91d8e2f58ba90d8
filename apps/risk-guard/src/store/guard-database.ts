import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { faultOf, inTransaction, openDatabase, StoreUnavailable } from '@qt/sqlite';
import { MIGRATIONS } from './migrations.ts';

/** How long a statement waits for another process's lock, in ms. It blocks the event loop. */
const LOCK_TIMEOUT_MS = 25;

/**
 * Access to the guard's SQLite file. Faults become `StoreUnavailable`; no write succeeds once another guard has taken the
 * file over, or into a file that was removed.
 */
export class GuardDatabase {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #term: number | null = null;

  /** @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version. */
  constructor(file: string) {
    this.#file = file;
    this.#database = openDatabase({ file, migrations: MIGRATIONS, synchronous: 'FULL' });
    this.#database.exec(`PRAGMA busy_timeout = ${LOCK_TIMEOUT_MS}`);
  }

  /** Makes this the file's guard; the previous one can no longer write. */
  takeOver(): void {
    this.#mapped(() =>
      inTransaction(this.#database, () => {
        const row = this.#prepared('UPDATE guard SET term = term + 1 RETURNING term').get();
        this.#term = Number(row?.['term']);
      }),
    );
  }

  /** Runs `work` in one durable transaction. */
  write<T>(work: () => T): T {
    return this.#mapped(() => {
      return inTransaction(this.#database, () => {
        this.#refuseIfTakenOver();
        return work();
      });
    });
  }

  /** One row, or undefined. */
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#mapped(() => this.#prepared(sql).get(...values) as Row | undefined);
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#mapped(() => this.#prepared(sql).all(...values) as unknown as Row[]);
  }

  /** Returns how many rows the statement changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #refuseIfTakenOver(): void {
    const term = Number(this.#prepared('SELECT term FROM guard').get()?.['term']);
    if (term !== this.#term) throw new StoreUnavailable('locked', this.#file, 'another risk guard has taken it over');
  }

  #mapped<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined || error instanceof StoreUnavailable) throw error;
      throw new StoreUnavailable(fault, this.#file, (error as Error).message);
    }
  }
}
