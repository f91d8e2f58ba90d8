import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { holdFolder, StoreUnavailable } from '@qt/sqlite';
import { BadUsage } from './bad-usage.ts';

/** Another instance runs on the same `QT_DATA_DIR`; once it has ended, the same command works (sysexits.h: EX_TEMPFAIL). */
export const EXIT_ALREADY_RUNNING = 75;

export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
}

/**
 * Makes this process the only supervisor of a data folder, until it ends.
 *
 * @throws AlreadyRunning that names the other process; BadUsage if the folder is none or cannot be written
 */
export function holdDataDir(dataDir: string, now: number): void {
  const run = join(dataDir, 'run');
  try {
    for (const folder of [run, join(dataDir, 'logs')]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    holdFolder(run, now);
  } catch (error) {
    if (error instanceof StoreUnavailable && error.fault === 'locked') {
      const [, pid = 'unknown', since = ''] = /process (\d+)( since \S+?)?\)/.exec(error.message) ?? [];
      throw new AlreadyRunning(`already running on ${dataDir}, pid ${pid}${since}`);
    }
    const { message } = error as Error;
    throw new BadUsage(`QT_DATA_DIR: expected a folder that can be written, actual '${dataDir}' (${message})`);
  }
}
