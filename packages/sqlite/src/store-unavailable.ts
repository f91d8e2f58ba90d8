import { basename, dirname } from 'node:path';

/** `newer`: written by a later version of the program than this one. */
export type StoreFault = 'locked' | 'unwritable' | 'damaged' | 'newer';

const ADVICE: Record<StoreFault, string> = {
  locked: 'another process holds it: end that one (is this service already running on the same QT_DATA_DIR?)',
  unwritable: 'check the permissions and the free space of QT_DATA_DIR',
  damaged: 'it is left as it is: restore it from a backup, or move it away to begin anew',
  newer: 'start the version that wrote it, or a later one',
};

/**
 * The service's SQLite file cannot be used, and why; it was not touched. The message names the file by its folder's name
 * alone, since health checks and answers show it.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly fault: StoreFault;
  readonly file: string;

  /** Whether the same file may be usable later, with nothing done to it. */
  get mayPass(): boolean {
    return this.fault === 'locked' || this.fault === 'unwritable';
  }

  constructor(fault: StoreFault, file: string, cause: string) {
    const withoutPath = (text: string) => text.replaceAll(dirname(file), basename(dirname(file)));
    super(`${withoutPath(file)}: the database is ${fault} (${withoutPath(cause)}); ${ADVICE[fault]}`);
    this.fault = fault;
    this.file = file;
  }
}

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html) by what an operator can do about them. */
const FAULT_BY_CODE: Readonly<Record<number, StoreFault>> = {
  3: 'unwritable', // PERM
  5: 'locked', // BUSY
  6: 'locked', // LOCKED
  8: 'unwritable', // READONLY
  10: 'unwritable', // IOERR
  11: 'damaged', // CORRUPT
  13: 'unwritable', // FULL
  14: 'unwritable', // CANTOPEN
  26: 'damaged', // NOTADB
};

const UNWRITABLE_CODES = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO', 'ENOTDIR', 'EEXIST']);

/** What an error of this package, `node:sqlite` or the file system says of the file; `undefined`: it is about something else. */
export function faultOf(error: unknown): StoreFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof StoreUnavailable) return error.fault;
  if ('errcode' in error && typeof error.errcode === 'number') return FAULT_BY_CODE[error.errcode & 0xff];
  return 'code' in error && UNWRITABLE_CODES.has(String(error.code)) ? 'unwritable' : undefined;
}
