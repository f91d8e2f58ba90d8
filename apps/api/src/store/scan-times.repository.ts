import type { DatabaseSync } from 'node:sqlite';
import type { Profile } from '@qt/catalogue';

export const SCANS_SCHEMA = `
CREATE TABLE scan_times (
  profile TEXT PRIMARY KEY,
  last_inference_at INTEGER NOT NULL -- Unix ms; until the first scan: the first start
) STRICT;
`;

/** When each profile's last scan reached the model, kept across restarts. */
export interface ScanTimes {
  /** Unix ms by profile; a profile that was never scanned has the time of the first start. */
  read(): Promise<ReadonlyMap<Profile, number>>;
  /** `at` in Unix ms. */
  scanned(profile: Profile, at: number): Promise<void>;
}

/** Keeps them in the API's database; a profile that is new gets `startedAt` (Unix ms). */
export function sqliteScanTimes(database: DatabaseSync, profiles: readonly Profile[], startedAt: number): ScanTimes {
  const insert = database.prepare('INSERT OR IGNORE INTO scan_times (profile, last_inference_at) VALUES (?, ?)');
  for (const profile of profiles) insert.run(profile, startedAt);
  const select = database.prepare('SELECT profile, last_inference_at FROM scan_times');
  const update = database.prepare('UPDATE scan_times SET last_inference_at = ? WHERE profile = ?');
  return {
    async read() {
      const times = new Map(select.all().map((row) => [String(row['profile']), Number(row['last_inference_at'])]));
      return new Map(profiles.map((profile) => [profile, times.get(profile) ?? startedAt]));
    },
    async scanned(profile, at) {
      update.run(at, profile);
    },
  };
}
