import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fake } from '../fake.fixture.ts';
import { CurrentModel } from '../model/current-model.ts';
import { SteadyModel } from '../model/model.fixture.ts';
import type { ModelFollowerService } from '../model/model-follower.service.ts';
import { openSqliteFile } from '../store/sqlite-store.ts';
import { SqliteStoreProbe } from '../store/sqlite-store-probe.ts';
import { ApiReadiness } from './api.readiness.ts';

const T0 = Date.parse('2026-11-23T12:00:00.000Z');
const at = (minutes: number) => new Date(T0 + minutes * 60_000).toISOString();
let directory: string;
let database: DatabaseSync;
let minutes: number;
let model: CurrentModel;
let checks: () => Promise<unknown>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'qt-readiness-'));
  database = openSqliteFile({ QT_DATA_DIR: directory });
  minutes = 0;
  const now = () => T0 + minutes * 60_000;
  model = new CurrentModel();
  const check = { name: 'model', ok: false, detail: 'no model was promoted yet', since: at(0) };
  const probe = new SqliteStoreProbe(database);
  const readiness = new ApiReadiness(probe, fake<ModelFollowerService>({ check: () => check }), model, now);
  checks = () => readiness.checks();
});
afterEach(() => {
  if (database.isOpen) database.close();
  rmSync(directory, { recursive: true });
});

test('before the first model the store accepts writes, and the other checks say what is missing', async () => {
  expect(await checks()).toEqual([
    { name: 'store', ok: true, detail: 'accepts writes', since: at(0) },
    { name: 'model', ok: false, detail: 'no model was promoted yet', since: at(0) },
    { name: 'inference', ok: false, detail: 'no model yet', since: at(0) },
  ]);
});

test('a model is not ready once its worker thread has ended', async () => {
  const steady = new SteadyModel('m-1');
  await model.replace(steady);
  minutes = 1;
  expect(await checks()).toMatchObject([{}, {}, { name: 'inference', ok: true, detail: 'answers', since: at(1) }]);
  steady.broken = 'its worker thread ended with code 1';
  minutes = 2;
  expect(await checks()).toMatchObject([
    {},
    {},
    { ok: false, detail: 'its worker thread ended with code 1', since: at(2) },
  ]);
});

test('a store that takes no write is not ready, although it can be read', async () => {
  const holder = new DatabaseSync(join(directory, 'api', 'api.sqlite'));
  holder.exec('BEGIN IMMEDIATE');
  expect(await checks()).toMatchObject([{ name: 'store', ok: false, detail: 'database is locked' }, {}, {}]);
  holder.exec('ROLLBACK');
  holder.close();
  expect(await checks()).toMatchObject([{ name: 'store', ok: true }, {}, {}]);
});

test('a store that cannot be used is not ready, with the reason', async () => {
  await checks();
  database.close();
  minutes = 3;
  expect(await checks()).toMatchObject([
    { name: 'store', ok: false, detail: expect.stringMatching(/finalized/), since: at(3) },
    {},
    {},
  ]);
});

test('a store whose write-ahead log was deleted, or whose file was moved away, is not ready', async () => {
  const file = join(directory, 'api', 'api.sqlite');
  await checks();
  renameSync(file, `${file}.away`);
  const moved = 'api/api.sqlite: the database is damaged (the file was removed or replaced)';
  expect(await checks()).toMatchObject([{ name: 'store', ok: false, detail: expect.stringContaining(moved) }, {}, {}]);
  renameSync(`${file}.away`, file);
  expect(await checks()).toMatchObject([{ name: 'store', ok: true }, {}, {}]);
  rmSync(`${file}-wal`);
  const deleted = 'its write-ahead log was removed or replaced';
  expect(await checks()).toMatchObject([
    { name: 'store', ok: false, detail: expect.stringContaining(deleted) },
    {},
    {},
  ]);
});
