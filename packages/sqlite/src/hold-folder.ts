import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { faultOf, StoreUnavailable } from './store-unavailable.ts';

/** Never closed: the operating system releases the locks when the process ends, however it ends. */
const held: DatabaseSync[] = [];

/**
 * Makes this process the only one that uses a folder, until it ends. The lock is SQLite's own on an empty file, so
 * none is left behind by a process that was killed. `now` is Unix ms.
 *
 * @throws StoreUnavailable if another process holds the folder, which is named, or if it is unwritable.
 */
export function holdFolder(folder: string, now: number): void {
  const file = join(folder, 'lock.db');
  const holder = join(folder, 'lock.holder');
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    writeFileSync(holder, `process ${process.pid} since ${new Date(now).toISOString()}`);
    held.push(lock);
  } catch (error) {
    lock?.close();
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    throw new StoreUnavailable(fault, file, fault === 'locked' ? `by ${nameIn(holder)}` : (error as Error).message);
  }
}

function nameIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'a process that has not said which it is';
  }
}
