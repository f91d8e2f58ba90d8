import { existsSync, globSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BadUsage } from '../bad-usage.ts';
import { stateDirOf } from '../data-dir.ts';
import type { Command } from './command.ts';

export const BACKUP_USAGE = `  backup <folder>       copies every database into a new folder, while the services run, and checks the copies`;

/**
 * `qt backup`: each database as of one instant, by `VACUUM INTO`. Each copy is checked; a damaged page ends the backup with
 * exit code 1. To restore: stop, replace a service's file by its copy, remove its `-wal` and `-shm`, start.
 */
export const backup: Command = ([folder, ...more], env) => {
  if (folder === undefined || more.length > 0) throw new BadUsage('backup: expected one folder');
  const target = resolve(env['INIT_CWD'] || '.', folder);
  if (existsSync(target)) throw new BadUsage(`backup: expected a folder that does not exist yet, actual ${folder}`);
  const dataDir = stateDirOf(env['QT_DATA_DIR'] || '.qt', env);
  const files = globSync('*/*.{db,sqlite}', { cwd: dataDir }).filter((file) => !file.endsWith('lock.db'));
  if (files.length === 0) throw new BadUsage(`backup: expected databases in ${dataDir}, actual none`);
  process.umask(0o077);
  const results = files.sort().map((file) => {
    mkdirSync(join(target, file, '..'), { recursive: true });
    const fault = copy(join(dataDir, file), join(target, file));
    process.stdout.write(`${file}: ${fault ?? `copied at ${new Date().toISOString()}, checked`}\n`);
    return fault === undefined;
  });
  return results.every(Boolean) ? 0 : 1;
};

/** Returns what is wrong. */
function copy(from: string, to: string): string | undefined {
  try {
    const source = new DatabaseSync(from, { readOnly: true, timeout: 10_000 });
    try {
      source.prepare('VACUUM INTO ?').run(to);
    } finally {
      source.close();
    }
    const copied = new DatabaseSync(to, { readOnly: true });
    const verdict = String(Object.values(copied.prepare('PRAGMA integrity_check(1)').get() ?? {})[0]);
    copied.close();
    return verdict === 'ok' ? undefined : `the copy is damaged: ${verdict}`;
  } catch (error) {
    return `not copied: ${(error as Error).message}`;
  }
}
