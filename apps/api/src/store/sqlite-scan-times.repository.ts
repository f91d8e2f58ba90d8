import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Profile } from '@qt/catalogue';
import { inTransactionWhenFree } from '@qt/sqlite';
import { scanTimesOf } from './scan-time-rows.ts';
import { ScanTimesRepository } from './scan-times.repository.ts';

/** Scan times in the API's SQLite file. */
export class SqliteScanTimesRepository extends ScanTimesRepository {
  readonly #database: DatabaseSync;
  readonly #profiles: readonly Profile[];
  readonly #select: StatementSync;
  readonly #update: StatementSync;

  /** A profile that is new gets the time of this start. */
  constructor(database: DatabaseSync, profiles: readonly Profile[], startedAt: number) {
    super();
    this.#database = database;
    this.#profiles = profiles;
    const insert = database.prepare(
      'INSERT OR IGNORE INTO scan_times (profile, last_inference_at, scanned) VALUES (?, ?, 0)',
    );
    for (const profile of profiles) insert.run(profile, startedAt);
    this.#select = database.prepare('SELECT profile, last_inference_at, scanned FROM scan_times');
    this.#update = database.prepare('UPDATE scan_times SET last_inference_at = ?, scanned = 1 WHERE profile = ?');
  }

  async read(): Promise<ReadonlyMap<Profile, number>> {
    return scanTimesOf(this.#select.all(), this.#profiles);
  }

  async lastScans(): Promise<ReadonlyMap<Profile, number>> {
    return scanTimesOf(this.#select.all(), this.#profiles, true);
  }

  async save(profile: Profile, at: number): Promise<void> {
    await inTransactionWhenFree(this.#database, () => this.#update.run(at, profile));
  }
}
