import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Inject, Injectable } from '@nestjs/common';
import type { Profile } from '@qt/catalogue';
import { NOW } from '@qt/nest-service';
import { inTransactionWhenFree } from '@qt/sqlite';
import { ApiConfig } from '../config.ts';

/** When each configured profile's last scan reached the model, kept across restarts. Times are Unix ms. */
@Injectable()
export class ScanTimesRepository {
  readonly #profiles: readonly Profile[];
  readonly #select: StatementSync;
  readonly #update: StatementSync;

  /** A profile that is new gets the time of this start. */
  constructor(
    private readonly database: DatabaseSync,
    config: ApiConfig,
    @Inject(NOW) now: () => number,
  ) {
    this.#profiles = config.QT_PROFILES;
    const insert = database.prepare(
      'INSERT OR IGNORE INTO scan_times (profile, last_inference_at, scanned) VALUES (?, ?, 0)',
    );
    for (const profile of this.#profiles) insert.run(profile, now());
    this.#select = database.prepare('SELECT last_inference_at, scanned FROM scan_times WHERE profile = ?');
    this.#update = database.prepare('UPDATE scan_times SET last_inference_at = ?, scanned = 1 WHERE profile = ?');
  }

  /** A profile that was never scanned has the time of the first start with it. */
  async read(): Promise<ReadonlyMap<Profile, number>> {
    return new Map(this.#profiles.map((profile) => [profile, this.#rowOf(profile).at]));
  }

  /** As `read`, without the profiles that were never scanned. */
  async lastScans(): Promise<ReadonlyMap<Profile, number>> {
    return new Map([...(await this.read())].filter(([profile]) => this.#rowOf(profile).scanned));
  }

  async save(profile: Profile, at: number): Promise<void> {
    await inTransactionWhenFree(this.database, () => this.#update.run(at, profile));
  }

  #rowOf(profile: Profile): { readonly at: number; readonly scanned: boolean } {
    const row = this.#select.get(profile);
    return { at: Number(row?.['last_inference_at']), scanned: row?.['scanned'] === 1 };
  }
}
