import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { refuseLostFile } from './open-file.ts';
import { faultOf } from './store-unavailable.ts';

/** How often a transaction is tried while another process holds the lock, and the pause between two tries in ms. */
const TRIES = 10;
const PAUSE_MS = 10;

/**
 * Runs `work` in one write transaction: all of it is committed, or, when it throws, none. It does not wait for another
 * process's lock.
 *
 * @throws StoreUnavailable if the database's file was removed or replaced.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  begin(database);
  return finish(database, work);
}

/**
 * As `inTransaction`, and before it returns, unless another process holds the lock: then it tries again for 100 ms, while
 * the event loop goes on.
 */
export async function inTransactionWhenFree<T>(database: DatabaseSync, work: () => T): Promise<T> {
  for (let tries = 1; !beginsNow(database, tries === TRIES); tries++) await setTimeout(PAUSE_MS);
  return finish(database, work);
}

/** False: another process holds the lock. It throws that fault on the last try. */
function beginsNow(database: DatabaseSync, last: boolean): boolean {
  try {
    begin(database);
    return true;
  } catch (error) {
    if (last || faultOf(error) !== 'locked') throw error;
    return false;
  }
}

function begin(database: DatabaseSync): void {
  refuseLostFile(database);
  database.exec('BEGIN IMMEDIATE');
}

function finish<T>(database: DatabaseSync, work: () => T): T {
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
