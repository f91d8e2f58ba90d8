import type { PostgresDatabase, Run } from '@qt/postgres';
import pLimit from 'p-limit';

/**
 * Writes that change the account, its orders or what belongs to them. They come one after the other, so that ids ascend as
 * they are committed. Each begins by putting its name into the account's row, which locks it. One that is tried again
 * because the answer of its commit was lost finds its name there: then it is not made twice, and its answer is the first one's.
 */
export class AccountWrites {
  readonly #database: PostgresDatabase;
  readonly #newName: () => string;
  readonly #oneAtATime = pLimit(1);

  /** `newName`: another one for each write. */
  constructor(database: PostgresDatabase, newName: () => string) {
    this.#database = database;
    this.#newName = newName;
  }

  /** Makes a write in one transaction, in which the account does not change otherwise. */
  make<T>(work: (run: Run) => Promise<T>): Promise<T> {
    const name = this.#newName();
    let made: { readonly answer: T } | undefined;
    return this.#oneAtATime(() =>
      this.#database.transaction(async (run) => {
        if (made !== undefined && (await lastWrite(run)) === name) return made.answer;
        await run('UPDATE account SET last_write = $1', name);
        made = { answer: await work(run) };
        return made.answer;
      }),
    );
  }
}

async function lastWrite(run: Run): Promise<unknown> {
  const { rows } = await run('SELECT last_write FROM account FOR UPDATE');
  return rows[0]?.['last_write'];
}
