import type { Profile } from '@qt/catalogue';

/** When each configured profile's last scan reached the model, kept across restarts. Times are Unix ms. */
export abstract class ScanTimesRepository {
  /** A profile that was never scanned has the time of the first start with it. */
  abstract read(): Promise<ReadonlyMap<Profile, number>>;
  /** As `read`, without the profiles that were never scanned. */
  abstract lastScans(): Promise<ReadonlyMap<Profile, number>>;
  abstract save(profile: Profile, at: number): Promise<void>;
}
