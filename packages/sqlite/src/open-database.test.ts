import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';
import { inTransaction } from './transaction.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-sqlite-'));
  file = join(folder, 'deep', 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const migrations = ['CREATE TABLE entry (text TEXT NOT NULL) STRICT', 'ALTER TABLE entry ADD COLUMN note TEXT'];
const open = (scripts = migrations) =>
  openDatabase({ file, migrations: scripts, synchronous: 'FULL', lockTimeoutMs: 10 });

function written(rows: number) {
  const database = open();
  const insert = database.prepare('INSERT INTO entry (text) VALUES (?)');
  for (let n = 0; n < rows; n++) insert.run('x'.repeat(500));
  database.close();
}

describe('openDatabase', () => {
  test('makes folder, file and schema, and keeps the content when opened again', () => {
    written(3);
    const database = open();
    expect(database.prepare('SELECT count(*) AS n FROM entry').get()).toEqual({ n: 3 });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    database.close();
  });

  test('keeps the file and its write-ahead log to their owner', () => {
    written(1);
    chmodSync(file, 0o644);
    const database = open();
    database.exec("INSERT INTO entry (text) VALUES ('a')");
    for (const one of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(one).mode & 0o777).toBe(0o600);
    database.close();
  });

  test('runs only the migrations that are new', () => {
    open(migrations.slice(0, 1)).close();
    const database = open();
    database.exec("INSERT INTO entry (text, note) VALUES ('a', 'b')");
    database.close();
  });

  test('undoes a migration that fails', () => {
    open().close();
    expect(() => open([...migrations, 'CREATE TABLE more (a); CREATE TABLE entry (a)'])).toThrow('already exists');
    const database = open([...migrations, 'CREATE TABLE more (a)']);
    database.close();
  });

  test('refuses a file that is not a database and does not change it', () => {
    written(1);
    writeFileSync(file, 'these are not the bytes you are looking for, '.repeat(50));
    expect(open).toThrow(/store\.db: the database is damaged .*restore it from a backup/);
    expect(readFileSync(file, 'utf8')).toMatch(/^these are not/);
  });

  test('refuses a database whose pages were overwritten', () => {
    written(200);
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096, 16384);
    writeFileSync(file, bytes);
    expect(open).toThrow('the database is damaged');
  });

  test('refuses a file that lost its content, which SQLite would take for a new database', () => {
    written(1);
    truncateSync(file, 0);
    expect(open).toThrow('the file is empty');
  });

  test('refuses a file that another process has locked', () => {
    const holder = open();
    holder.exec('BEGIN IMMEDIATE');
    expect(open).toThrow('the database is locked');
    holder.exec('ROLLBACK');
    holder.close();
  });

  test('refuses a file whose folder cannot be made', () => {
    writeFileSync(join(folder, 'deep'), 'a file in the way');
    expect(open).toThrow('the database is unwritable');
  });

  test('says what is wrong without a path, since /health shows it to anybody', () => {
    const shown = /^deep\/store\.db: the database is [^/]*$/;
    writeFileSync(join(folder, 'deep'), 'a file in the way');
    expect(open).toThrow(shown);
    rmSync(join(folder, 'deep'));
    written(1);
    truncateSync(file, 0);
    expect(open).toThrow(shown);
  });

  test('refuses a schema from a later version', () => {
    open([...migrations, 'CREATE TABLE later (a)']).close();
    expect(open).toThrow('schema 3, this program knows 2');
  });
});

describe('the file of an open database', () => {
  test('that is removed or replaced takes no transaction, until it is back', () => {
    const database = open();
    const insert = () => inTransaction(database, () => database.exec("INSERT INTO entry (text) VALUES ('a')"));
    renameSync(file, `${file}.away`);
    expect(insert).toThrow('deep/store.db: the database is damaged (the file was removed or replaced)');
    writeFileSync(file, 'another file');
    expect(insert).toThrow('the file was removed or replaced');
    renameSync(`${file}.away`, file);
    insert();
    database.close();
  });

  test('whose write-ahead log is removed takes none either, and a restart loses nothing', () => {
    const database = open();
    const insert = () => inTransaction(database, () => database.exec("INSERT INTO entry (text) VALUES ('a')"));
    insert();
    rmSync(`${file}-wal`);
    expect(insert).toThrow('its write-ahead log was removed or replaced');
    database.close();
    const reopened = open();
    expect(reopened.prepare('SELECT count(*) AS n FROM entry').get()).toEqual({ n: 1 });
    reopened.close();
  });
});
