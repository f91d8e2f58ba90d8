import { DatabaseUnavailable, databaseFaultOf } from './database-unavailable.ts';
import { type RetryPorts, withRetries } from './retry.ts';
import { describeStatement, type Namespace, type Statement } from './statement.ts';
import { traceStatement } from './statement-span.ts';

export type Value = string | number | boolean | null | Uint8Array;
export type Row = Readonly<Record<string, unknown>>;

/** Of a statement: its rows, and how many rows it changed. */
export interface Result {
  readonly rows: readonly Row[];
  readonly rowCount: number | null;
}

/** Of `pg`, what is used here, so that tests can break it. */
export interface Connection {
  query(
    statement: string | { readonly name: string; readonly text: string; readonly values: unknown[] },
  ): Promise<Result>;
  /** With an error the connection is closed and not used again. */
  release(error?: Error): void;
}
export interface ConnectionPool {
  connect(): Promise<Connection>;
  end(): Promise<void>;
}

/** Runs one statement of a transaction. */
export type Run = (sql: string, ...values: Value[]) => Promise<Result>;

const READ_ONLY = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** How long a transaction is tried again, unless its caller says so. */
const RETRY_MS = 2000;

/** A service's schema. Its statements are prepared once a connection, and client spans where a trace is being recorded. */
export class PostgresDatabase {
  readonly #pool: ConnectionPool;
  readonly #namespace: Namespace;
  readonly #ports: RetryPorts;
  readonly #term: number | undefined;
  readonly #known = new Map<string, { readonly name: string; readonly statement: Statement }>();

  /** `term`: that of the leader that this is; set, each transaction is refused once another replica leads. */
  constructor(pool: ConnectionPool, namespace: Namespace, ports: RetryPorts, term?: number) {
    this.#pool = pool;
    this.#namespace = namespace;
    this.#ports = ports;
    this.#term = term;
  }

  /**
   * Runs `work` in one transaction: all of it is committed, or, when it throws, none. It is tried again, for `retryMs`,
   * after a serialization failure, a deadlock or a lost connection; so `work` must be one that may run twice, also after a
   * commit whose answer was lost.
   *
   * @throws DatabaseUnavailable if the database cannot be used, or another replica leads by now; else what `work` or a
   * statement throws.
   */
  transaction<T>(work: (run: Run) => Promise<T>, retryMs = RETRY_MS): Promise<T> {
    return this.#persistently(() => this.#once((connection) => this.#begin(connection), work), retryMs);
  }

  /** Runs reads that all see one instant, tried again as a transaction is. @throws as `transaction` */
  snapshot<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return this.#persistently(() => this.#once((connection) => this.#plain(connection, READ_ONLY), work), RETRY_MS);
  }

  /** Runs one statement that only reads, and so sees one instant, tried again as a transaction is. @throws as `transaction` */
  read(sql: string, ...values: Value[]): Promise<readonly Row[]> {
    const work = async (connection: Connection) => (await this.#prepared(connection, sql, values)).rows;
    return this.#persistently(() => this.#connected(work), RETRY_MS);
  }

  /** Server, database and schema, for messages. */
  get place(): string {
    const { host, port, database, schema } = this.#namespace;
    return `${host}:${port}/${database}, schema ${schema}`;
  }

  /** Ends every connection, after what runs on it. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** An error that says which database is meant, where it is about the database. */
  named(error: unknown): unknown {
    const fault = databaseFaultOf(error);
    if (fault === undefined || error instanceof DatabaseUnavailable) return error;
    return new DatabaseUnavailable(fault, this.place, messageOf(error));
  }

  async #persistently<T>(work: () => Promise<T>, retryMs: number): Promise<T> {
    try {
      return await withRetries(work, retryMs, this.#ports);
    } catch (error) {
      throw this.named(error);
    }
  }

  /** The leader's row stays locked to the end, so that who takes over waits for this transaction. */
  async #begin(connection: Connection): Promise<void> {
    if (this.#term === undefined) return void (await this.#plain(connection, 'BEGIN'));
    const sql = `BEGIN; SELECT term FROM leader WHERE term = ${this.#term} FOR SHARE`;
    // Of several statements `pg` returns several results.
    const [, leads] = (await this.#plain(connection, sql)) as unknown as readonly Result[];
    if (leads?.rows.length === 1) return;
    throw new DatabaseUnavailable('superseded', this.place, 'another replica has taken it over');
  }

  #once<T>(begin: (connection: Connection) => Promise<unknown>, work: (run: Run) => Promise<T>): Promise<T> {
    return this.#connected(async (connection) => {
      await begin(connection);
      const result = await work((sql, ...values) => this.#prepared(connection, sql, values));
      await this.#plain(connection, 'COMMIT');
      return result;
    });
  }

  async #connected<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      return await work(connection);
    } catch (error) {
      // A connection whose state is not known is not used again; the server undoes what was open on it.
      if (databaseFaultOf(error) !== undefined) broken = error as Error;
      else await this.#plain(connection, 'ROLLBACK').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      connection.release(broken);
    }
  }

  #plain(connection: Connection, sql: string): Promise<Result> {
    return traceStatement(
      () => this.#describe(sql).statement,
      () => connection.query(sql),
    );
  }

  #prepared(connection: Connection, sql: string, values: readonly Value[]): Promise<Result> {
    const { name, statement } = this.#describe(sql);
    return traceStatement(
      () => statement,
      () => connection.query({ name, text: sql, values: [...values] }),
    );
  }

  #describe(sql: string) {
    const known = this.#known.get(sql) ?? {
      name: `qt-${this.#known.size}`,
      statement: describeStatement(sql, this.#namespace),
    };
    this.#known.set(sql, known);
    return known;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
