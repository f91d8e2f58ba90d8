import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { refuseLostFile } from '@qt/sqlite';
import { StoreProbe } from './store-probe.ts';

/** Writes to the API's SQLite file, without waiting for another process's lock. */
export class SqliteStoreProbe extends StoreProbe {
  readonly #database: DatabaseSync;
  readonly #update: StatementSync;

  constructor(database: DatabaseSync) {
    super();
    this.#database = database;
    this.#update = database.prepare('UPDATE probe SET probes = probes + 1');
  }

  async probe(): Promise<void> {
    refuseLostFile(this.#database);
    this.#update.run();
  }
}
