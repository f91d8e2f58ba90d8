import { basename } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { describeStatement, type Statement } from './statement.ts';
import { traceStatement } from './statement-span.ts';

/** A database whose statements are client spans of the trace that is being recorded, if one is. */
export class TracedDatabase extends DatabaseSync {
  readonly #namespace: string;

  constructor(file: string, options: { readonly timeout: number }) {
    super(file, options);
    this.#namespace = basename(file);
  }

  override exec(sql: string): void {
    traceStatement(
      () => this.#describe(sql),
      () => super.exec(sql),
    );
  }

  override prepare(sql: string): StatementSync {
    const statement = super.prepare(sql);
    let known: Statement | undefined;
    const describe = () => (known ??= this.#describe(sql));
    for (const method of ['run', 'get', 'all'] as const) {
      const plain = statement[method].bind(statement) as (...values: SQLInputValue[]) => unknown;
      const traced = (...values: SQLInputValue[]) => traceStatement(describe, () => plain(...values));
      Object.assign(statement, { [method]: traced });
    }
    return statement;
  }

  #describe(sql: string): Statement {
    return describeStatement(sql, this.#namespace);
  }
}
