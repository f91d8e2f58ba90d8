import type { Profile } from '@qt/catalogue';
import type { PostgresDatabase } from '@qt/postgres';
import { scanTimesOf } from '../scan-time-rows.ts';
import { ScanTimesRepository } from '../scan-times.repository.ts';

const SELECT = 'SELECT profile, last_inference_at, scanned FROM scan_times';

/** Scan times in PostgreSQL. */
export class PostgresScanTimesRepository extends ScanTimesRepository {
  readonly #database: PostgresDatabase;
  readonly #profiles: readonly Profile[];

  constructor(database: PostgresDatabase, profiles: readonly Profile[]) {
    super();
    this.#database = database;
    this.#profiles = profiles;
  }

  /** Gives each profile that is new the time of this start. */
  async addProfiles(startedAt: number): Promise<void> {
    const sql =
      'INSERT INTO scan_times (profile, last_inference_at, scanned) VALUES ($1, $2, false) ON CONFLICT DO NOTHING';
    await this.#database.transaction(async (run) => {
      for (const profile of this.#profiles) await run(sql, profile, startedAt);
    });
  }

  async read(): Promise<ReadonlyMap<Profile, number>> {
    return scanTimesOf(await this.#database.read(SELECT), this.#profiles);
  }

  async lastScans(): Promise<ReadonlyMap<Profile, number>> {
    return scanTimesOf(await this.#database.read(SELECT), this.#profiles, true);
  }

  async save(profile: Profile, at: number): Promise<void> {
    const sql = 'UPDATE scan_times SET last_inference_at = $1, scanned = true WHERE profile = $2';
    await this.#database.transaction((run) => run(sql, at, profile));
  }
}
