import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';
import { inTransaction, inTransactionWhenFree } from './transaction.ts';

let folder: string;
let database: DatabaseSync;
let other: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-sqlite-'));
  const file = join(folder, 'store.db');
  database = openDatabase({ file, migrations: ['CREATE TABLE entry (text TEXT NOT NULL)'], synchronous: 'FULL' });
  other = new DatabaseSync(file);
});
afterEach(() => {
  database.close();
  other.close();
  rmSync(folder, { recursive: true });
});

const insert = () => database.exec("INSERT INTO entry (text) VALUES ('a')");
const count = () => other.prepare('SELECT count(*) AS n FROM entry').get()?.['n'];
const lock = () => other.exec('BEGIN IMMEDIATE');
const unlock = () => other.exec('COMMIT');

test('a transaction commits all or nothing', async () => {
  const failing = () => {
    insert();
    throw new Error('no');
  };
  inTransaction(database, insert);
  expect(() => inTransaction(database, failing)).toThrow('no');
  await expect(inTransactionWhenFree(database, failing)).rejects.toThrow('no');
  expect(count()).toBe(1);
});

describe('while another process holds the lock', () => {
  test('a transaction that does not wait fails at once', () => {
    lock();
    expect(() => inTransaction(database, insert)).toThrow('database is locked');
    expect(database.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 0 });
    unlock();
    inTransaction(database, insert);
    expect(count()).toBe(1);
  });

  test('one that waits does not hold up the event loop, and is refused in the end', async () => {
    const events: string[] = [];
    lock();
    const refused = inTransactionWhenFree(database, insert).catch((error: Error) => events.push(error.message));
    for (const turn of ['a turn', 'another turn']) await setTimeout(1).then(() => events.push(turn));
    await refused;
    expect(events).toEqual(['a turn', 'another turn', 'database is locked']);
    unlock();
    expect(count()).toBe(0);
  });

  test('one that waits is carried out once the lock is released', async () => {
    lock();
    const done = inTransactionWhenFree(database, insert);
    unlock();
    await done;
    expect(count()).toBe(1);
  });
});
