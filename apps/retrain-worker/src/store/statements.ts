import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Row } from './rows.ts';

/** Runs SQL statements on one database. */
export class Statements {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Returns how many rows the statement changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }

  rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#database.prepare(sql).all(...values);
  }

  /** The value of a query that returns one row with one column; null if there is none. */
  value(sql: string, ...values: SQLInputValue[]): unknown {
    return Object.values(this.#database.prepare(sql).get(...values) ?? {})[0] ?? null;
  }
}
