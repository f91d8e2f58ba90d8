import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type TrackedCheck, trackCheck } from '@qt/nest-service';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelInUse } from '../model/current-model.ts';
import { SteadyModel } from '../model/model.fixture.ts';
import { openStore } from '../store/database.ts';
import { apiReadiness } from './api.readiness.ts';

const T0 = Date.parse('2026-11-23T12:00:00.000Z');
const at = (minutes: number) => new Date(T0 + minutes * 60_000).toISOString();
let directory: string;
let database: DatabaseSync;
let minutes: number;
let model: TrackedCheck;
let inUse: ModelInUse;
let checks: () => unknown;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'qt-readiness-'));
  database = openStore(directory);
  minutes = 0;
  const now = () => T0 + minutes * 60_000;
  model = trackCheck('model', 'no model was promoted yet', now);
  inUse = new ModelInUse();
  const readiness = apiReadiness(database, model, inUse, now);
  checks = () => readiness.checks();
});
afterEach(() => {
  if (database.isOpen) database.close();
  rmSync(directory, { recursive: true });
});

test('before the first model the store is fine, and the rest says what it waits for', () => {
  expect(checks()).toEqual([
    { name: 'store', ok: true, detail: 'readable', since: at(0) },
    { name: 'model', ok: false, detail: 'no model was promoted yet', since: at(0) },
    { name: 'inference', ok: false, detail: 'no model yet', since: at(0) },
  ]);
});

test('a model whose worker thread ended is not ready since then', async () => {
  const steady = new SteadyModel('m-1');
  await inUse.replace(steady);
  minutes = 1;
  expect(checks()).toMatchObject([{}, {}, { name: 'inference', ok: true, detail: 'answers', since: at(1) }]);
  steady.broken = 'its worker thread ended with code 1';
  minutes = 2;
  expect(checks()).toMatchObject([{}, {}, { ok: false, detail: 'its worker thread ended with code 1', since: at(2) }]);
});

test('a store that cannot be read is not ready, with the reason', () => {
  checks();
  database.close();
  minutes = 3;
  expect(checks()).toMatchObject([
    { name: 'store', ok: false, detail: expect.stringMatching(/finalized/), since: at(3) },
    {},
    {},
  ]);
});
