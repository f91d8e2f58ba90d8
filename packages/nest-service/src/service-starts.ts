import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * Counts a start of the service in `file` and returns how many there have been, this one included. Kept on disk, so that
 * a crash loop is an increase of `qt_service_starts_total` and not a series of ones.
 *
 * @throws when the file cannot be written
 */
export function countStart(file: string): number {
  const starts = kept(file) + 1;
  writeFileSync(`${file}.new`, `${starts}\n`);
  renameSync(`${file}.new`, file);
  return starts;
}

function kept(file: string): number {
  try {
    const starts = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(starts) && starts > 0 ? starts : 0;
  } catch {
    return 0;
  }
}
