import { DatabaseUnavailable, type PostgresDatabase, type Run } from '@qt/postgres';
import type { NewAuditEntry } from '../audit-entry.ts';
import { AuditChain } from './audit-chain.ts';

/** Appends to the audit, in the same commit. */
type Tell = (entry: NewAuditEntry | null) => void;
type Work<T> = (run: Run, tell: Tell) => Promise<T>;

/** Which order a write is about: null, about none; undefined, about one that it does not name. */
export type Touched = string | null | undefined;

/** Who asks waits for its decision meanwhile, and does not wait long. */
const RETRY_MS = 1000;

interface Write {
  readonly work: Work<unknown>;
  readonly touched: Touched;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes to PostgreSQL in their order, those that wait together in one transaction: what comes while one is being committed is
 * the next one. All of a transaction becomes durable, or none.
 */
export class GroupCommit {
  readonly #database: PostgresDatabase;
  readonly #chain = new AuditChain();
  #waiting: Write[] = [];
  #committing: readonly Write[] = [];
  #running: Promise<void> | null = null;
  /** A group that failed, and may have been committed all the same. */
  #unsettled: number | undefined;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  /** Resolves when what `work` wrote is durable; rejects if it is not, or if that cannot be known. */
  write<T>(touched: Touched, work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, touched, resolve: resolve as (result: unknown) => void, reject });
      this.#running ??= this.#commitAll();
    });
  }

  /** Whether a write that may be about this order is not durable yet. */
  isPending(clientOrderId: string): boolean {
    const isAbout = ({ touched }: Write) => touched === clientOrderId || touched === undefined;
    return this.#committing.some(isAbout) || this.#waiting.some(isAbout);
  }

  /** Resolves when all that was written is durable, or rejected. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #commitAll(): Promise<void> {
    // What the rest of this turn of the event loop writes belongs to the same group.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      this.#committing = this.#waiting;
      this.#waiting = [];
      await this.#commit(this.#committing);
      this.#committing = [];
    }
    this.#running = null;
  }

  async #commit(writes: readonly Write[]): Promise<void> {
    let results: readonly unknown[] | undefined;
    let group = 0;
    try {
      await this.#database.transaction(async (run) => {
        const next = await nextGroup(run);
        // The answer to an earlier try was lost: it is durable.
        if (results !== undefined && next > group) return;
        if (this.#unsettled !== undefined && next > this.#unsettled) return startAnew(run);
        group = next;
        results = await this.#carryOut(writes, run);
      }, RETRY_MS);
      if (results === undefined)
        throw new Error(`group ${this.#unsettled} of writes was answered with an error, and is durable`);
      this.#unsettled = undefined;
      this.#chain.committed();
      for (const [index, { resolve }] of writes.entries()) resolve(results[index]);
    } catch (error) {
      this.#chain.forget();
      // Refused by the server, and undone: one of them was, and must not take the others with it.
      if (writes.length > 1 && !(error instanceof DatabaseUnavailable)) {
        for (const write of writes) await this.#commit([write]);
        return;
      }
      if (results !== undefined) this.#unsettled = group;
      for (const { reject } of writes) reject(error);
    }
  }

  async #carryOut(writes: readonly Write[], run: Run): Promise<unknown[]> {
    const results: unknown[] = [];
    const entries: NewAuditEntry[] = [];
    const tell: Tell = (entry) => {
      if (entry !== null) entries.push(entry);
    };
    for (const { work } of writes) results.push(await work(run, tell));
    await this.#chain.append(run, entries);
    return results;
  }
}

/** The number of this transaction among those that were committed. */
async function nextGroup(run: Run): Promise<number> {
  const { rows } = await run('UPDATE guard SET last_group = last_group + 1 RETURNING last_group');
  return Number(rows[0]?.['last_group']);
}

/** What is in memory is no longer what is stored: from here on nobody leads, this guard ends, and the next one loads what is. */
async function startAnew(run: Run): Promise<void> {
  await run('UPDATE leader SET term = term + 1');
}
