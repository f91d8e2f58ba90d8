import type { Connection, ConnectionPool } from '../postgres-database.ts';

/** What happens once, at the next transaction that it can happen to. */
export type Mishap =
  | 'lost before commit'
  | 'lost after commit'
  | 'lost at once'
  | 'serialization failure'
  | 'pool exhausted';

export const MISHAPS: readonly Mishap[] = [
  'lost before commit',
  'lost after commit',
  'lost at once',
  'serialization failure',
  'pool exhausted',
];

/** A pool to which mishaps come, each once; what is done on its connections is real. */
export class ChaosPool implements ConnectionPool {
  readonly #inner: ConnectionPool;
  readonly #always: readonly Mishap[];
  #coming: (Mishap | undefined)[] = [];
  /** How many have happened. */
  happened = 0;

  /** `always`: what happens to every transaction before it succeeds. */
  constructor(inner: ConnectionPool, always: readonly Mishap[] = []) {
    this.#inner = inner;
    this.#always = always;
  }

  bring(...mishaps: readonly Mishap[]): void {
    this.#coming.push(...mishaps);
  }

  async connect(): Promise<Connection> {
    if (this.#coming.length === 0 && this.#always.length > 0) this.#coming = [...this.#always, undefined];
    const mishap = this.#coming.shift();
    if (mishap !== undefined) this.happened += 1;
    if (mishap === 'pool exhausted') throw new Error('timeout exceeded when trying to connect');
    const connection = await this.#inner.connect();
    return mishap === undefined ? connection : new BrokenConnection(connection, mishap);
  }

  end(): Promise<void> {
    return this.#inner.end();
  }
}

class BrokenConnection implements Connection {
  readonly #inner: Connection;
  readonly #mishap: Exclude<Mishap, 'pool exhausted'>;
  #begun = false;

  constructor(inner: Connection, mishap: Exclude<Mishap, 'pool exhausted'>) {
    this.#inner = inner;
    this.#mishap = mishap;
  }

  async query(statement: Parameters<Connection['query']>[0]) {
    const begins = typeof statement === 'string' && statement.startsWith('BEGIN');
    // A statement outside of a transaction is committed with its answer.
    const alone = !begins && !this.#begun;
    this.#begun ||= begins;
    if (begins && this.#mishap === 'lost at once') throw lost();
    if (statement !== 'COMMIT' && !alone) return this.#inner.query(statement);
    if (this.#mishap === 'lost before commit' || this.#mishap === 'lost at once') throw lost();
    if (this.#mishap === 'serialization failure') {
      if (!alone) await this.#inner.query('ROLLBACK');
      throw state('40001', 'could not serialize access');
    }
    await this.#inner.query(statement);
    throw lost();
  }

  release(error?: Error): void {
    this.#inner.release(error);
  }
}

const lost = () => new Error('Connection terminated unexpectedly');
const state = (code: string, message: string) => Object.assign(new Error(message), { code });
