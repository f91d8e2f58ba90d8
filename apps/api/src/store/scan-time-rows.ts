import type { Profile } from '@qt/catalogue';
import { isSet, type Row } from './row.ts';

/** By configured profile, in that order; `scannedOnly`: those that were ever scanned. */
export function scanTimesOf(
  rows: readonly Row[],
  profiles: readonly Profile[],
  scannedOnly = false,
): ReadonlyMap<Profile, number> {
  const found = profiles.flatMap((profile) => {
    const row = rows.find((one) => one['profile'] === profile && (!scannedOnly || isSet(one, 'scanned')));
    return row === undefined ? [] : [[profile, Number(row['last_inference_at'])] as const];
  });
  return new Map(found);
}
