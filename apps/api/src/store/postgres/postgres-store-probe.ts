import { setTimeout } from 'node:timers/promises';
import type { PostgresDatabase } from '@qt/postgres';
import { StoreProbe } from '../store-probe.ts';

/** A connection that has gone unnoticed is replaced within this time. */
const RETRY_MS = 300;

/** Writes to PostgreSQL. One that is frozen holds no health check up: it has not accepted a write in time. */
export class PostgresStoreProbe extends StoreProbe {
  readonly #database: PostgresDatabase;
  readonly #withinMs: number;
  #running: Promise<void> | undefined;

  constructor(database: PostgresDatabase, withinMs = 1000) {
    super();
    this.#database = database;
    this.#withinMs = withinMs;
  }

  async probe(): Promise<void> {
    this.#running ??= this.#write().finally(() => {
      this.#running = undefined;
    });
    const late = new AbortController();
    const tooLate = setTimeout(this.#withinMs, undefined, { signal: late.signal }).then(() => {
      throw new Error(`${this.#database.place}: expected a write within ${this.#withinMs} ms, actual none`);
    });
    await Promise.race([this.#running, tooLate]).finally(() => late.abort());
  }

  async #write(): Promise<void> {
    await this.#database.transaction((run) => run('UPDATE probe SET probes = probes + 1'), RETRY_MS);
  }
}
