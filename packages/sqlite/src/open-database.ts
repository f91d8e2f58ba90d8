import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { refuseLostFile, watchFile } from './open-file.ts';
import { faultOf, StoreUnavailable } from './store-unavailable.ts';
import { TracedDatabase } from './traced-database.ts';
import { inTransaction } from './transaction.ts';

export interface DatabaseOptions {
  /** The path of the file; its folder is made. */
  readonly file: string;
  /** SQL scripts, oldest first; each runs once. Append only. */
  readonly migrations: readonly string[];
  /** `FULL` where money or the kill switch is written: a commit survives a power cut. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** How long the opening waits for another process's lock, in ms; it blocks the event loop. Default 2000. */
  readonly lockTimeoutMs?: number;
}

/**
 * Opens a service's own database in WAL mode and brings its schema up to date. Its statements are spans of a recorded
 * trace, without the values bound to them. Once it is open no statement waits for another process's lock: that would hold
 * up the event loop.
 *
 * @throws StoreUnavailable if the file is locked, unwritable, damaged or newer than the program. A damaged file is
 * never replaced by a new one.
 */
export function openDatabase(options: DatabaseOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    refuseLostContent(options.file);
    mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
    keepPrivate(options.file);
    database = new TracedDatabase(options.file, { timeout: options.lockTimeoutMs ?? 2000 });
    database.exec('PRAGMA foreign_keys = ON');
    refuseDamage(database, options.file);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous}`);
    migrate(database, options);
    watchFile(database, options.file);
    refuseLostFile(database);
    database.exec('PRAGMA busy_timeout = 0');
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    const fault = faultOf(error);
    if (fault === undefined || error instanceof StoreUnavailable) throw error;
    throw new StoreUnavailable(fault, options.file, (error as Error).message);
  }
}

/** For the owner alone, whatever the umask; SQLite gives its write-ahead log the mode of the file. */
function keepPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  for (const one of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(one)) chmodSync(one, 0o600);
}

/** SQLite takes an empty file, and a WAL without its file, for a new database: here they are one that lost its content. */
function refuseLostContent(file: string): void {
  const size = existsSync(file) ? statSync(file).size : undefined;
  const wal = existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0;
  if (size === 0 && wal === 0) throw new StoreUnavailable('damaged', file, 'the file is empty');
  if (size === undefined && wal > 0) throw new StoreUnavailable('damaged', file, 'only its write-ahead log is left');
}

function refuseDamage(database: DatabaseSync, file: string): void {
  const row = database.prepare('PRAGMA quick_check(1)').get();
  const answer = row?.['quick_check'];
  if (answer !== 'ok') throw new StoreUnavailable('damaged', file, String(answer));
}

function migrate(database: DatabaseSync, { file, migrations }: DatabaseOptions): void {
  // The transaction also proves that the file can be written, before the service says that it is ready.
  inTransaction(database, () => {
    const done = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (done > migrations.length) {
      throw new StoreUnavailable('newer', file, `schema ${done}, this program knows ${migrations.length}`);
    }
    for (const script of migrations.slice(done)) database.exec(script);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}
