import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from './store-unavailable.ts';

/** The file of an open database, as it was when it was opened. */
interface OpenFile {
  readonly file: string;
  readonly inode: number | undefined;
  /** Of the write-ahead log, once there is one. */
  walInode: number | undefined;
}

const files = new WeakMap<DatabaseSync, OpenFile>();

/** Remembers which file an open database has. */
export function watchFile(database: DatabaseSync, file: string): void {
  files.set(database, { file, inode: inodeOf(file), walInode: undefined });
}

/**
 * A file, or write-ahead log, that was removed or replaced while open accepts every write and keeps none: call this before
 * each transaction. A database that `openDatabase` did not open is not checked.
 *
 * @throws StoreUnavailable
 */
export function refuseLostFile(database: DatabaseSync): void {
  const open = files.get(database);
  if (open === undefined || !database.isOpen) return;
  if (inodeOf(open.file) !== open.inode) {
    throw new StoreUnavailable('damaged', open.file, 'the file was removed or replaced');
  }
  const walInode = inodeOf(`${open.file}-wal`);
  open.walInode ??= walInode;
  if (walInode !== open.walInode) {
    throw new StoreUnavailable('damaged', open.file, 'its write-ahead log was removed or replaced');
  }
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
