import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { faultOf, inTransaction, openDatabase, refuseLostFile, StoreUnavailable } from '@qt/sqlite';
import { MIGRATIONS } from './migrations.ts';

/** The transaction that is open in this turn of the event loop. */
interface Group {
  /** Settles when all of it is on disk, or none. */
  readonly committed: Promise<void>;
  /** SQLite undid the whole transaction, because of this error. */
  undoneBy?: unknown;
}

/**
 * Access to the guard's SQLite file. Faults become `StoreUnavailable`; no write succeeds once another guard has taken the
 * file over, or into a file that was removed.
 */
export class GuardDatabase {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #term: number | null = null;
  #group: Group | null = null;

  /** @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version. */
  constructor(file: string) {
    this.#file = file;
    this.#database = openDatabase({ file, migrations: MIGRATIONS, synchronous: 'FULL' });
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

  /**
   * Runs `work` before it returns, all of it or nothing, and resolves when that is on disk. Whatever is written in one turn
   * of the event loop is one transaction and costs one sync: should that fail, each of its writes rejects.
   */
  async write<T>(work: () => T): Promise<T> {
    this.#group ??= this.#begin();
    const group = this.#group;
    const result = this.#mapped(() => this.#savepoint(group, work));
    await group.committed;
    return result;
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

  /** Resolves when what was written is on disk, or rejected. */
  async close(): Promise<void> {
    await this.#group?.committed.catch(() => undefined);
    if (this.#database.isOpen) this.#database.close();
  }

  #begin(): Group {
    this.#mapped(() => {
      refuseLostFile(this.#database);
      this.#prepared('BEGIN IMMEDIATE').run();
      try {
        this.#refuseIfTakenOver();
      } catch (error) {
        this.#rollBack();
        throw error;
      }
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const group: Group = { committed: promise };
    // Each write rejects by itself.
    promise.catch(() => undefined);
    setImmediate(() => {
      this.#group = null;
      try {
        this.#mapped(() => this.#commit(group));
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    return group;
  }

  #commit({ undoneBy }: Group): void {
    if (undoneBy !== undefined) throw undoneBy;
    try {
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #savepoint<T>(group: Group, work: () => T): T {
    if (group.undoneBy !== undefined) throw group.undoneBy;
    this.#prepared('SAVEPOINT one').run();
    try {
      const result = work();
      this.#prepared('RELEASE one').run();
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK TO one; RELEASE one');
      else group.undoneBy = error;
      throw error;
    }
  }

  #rollBack(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
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
