import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, StoreUnavailable } from '@qt/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { cardOf } from '../models/model-card.fixture.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteRetrainRepository } from './sqlite-retrain.repository.ts';

const NOW = Date.UTC(2026, 0, 1);

function place() {
  const file = join(testFolder(), 'store.db');
  const open = (now = NOW) => {
    const repository = new SqliteRetrainRepository({ databaseFile: file }, () => now);
    onTestFinished(() => repository.close().catch(() => undefined));
    return repository;
  };
  return { file, open };
}

test('the first start stays the same, however often the store is opened', async () => {
  const { open } = place();
  await open().close();
  expect(await open(NOW + 5).firstStartAt()).toBe(NOW);
});

test('a run is stored before its work begins, and after the store is reopened', async () => {
  const { open } = place();
  const repository = open();
  await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
  await repository.advance('a', NOW + 10, 0.5, 'half');
  await repository.close();
  expect(await open().unfinished()).toEqual([
    {
      runId: 'a',
      trigger: 'request',
      status: 'running',
      startedAt: NOW,
      seenAt: NOW + 10,
      finishedAt: null,
      progress: 0.5,
      stage: 'half',
      modelVersion: null,
      promoted: false,
      error: null,
      interrupted: false,
      stops: 0,
    },
  ]);
});

test('an interrupted run stays marked until it is restarted, and its stops are counted', async () => {
  const { open } = place();
  const repository = open();
  await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
  await repository.advance('a', NOW + 10, 0.5, 'half');
  await repository.interrupt('a', NOW + 20);
  await repository.close();
  const again = open();
  expect(await again.unfinished()).toMatchObject([{ runId: 'a', interrupted: true, stops: 1, seenAt: NOW + 20 }]);
  await again.restart('a', NOW + 30);
  expect(await again.unfinished()).toMatchObject([
    { runId: 'a', interrupted: false, stops: 1, startedAt: NOW + 30, seenAt: NOW + 30, progress: 0, stage: 'starting' },
  ]);
});

test('there is never a second unfinished run', async () => {
  const repository = place().open();
  await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
  await expect(repository.begin({ runId: 'b', trigger: 'request', startedAt: NOW })).rejects.toThrow(/UNIQUE/);
});

test('a success writes the run, the model and its promotion; the previous model is retired', async () => {
  const repository = place().open();
  for (const [at, version] of [
    [1, 'm-1'],
    [2, 'm-2'],
  ] as const) {
    await repository.begin({ runId: version, trigger: 'request', startedAt: NOW + at });
    await repository.succeed(version, NOW + at, {
      card: cardOf(version),
      promoted: true,
      why: `why ${at}`,
      rescored: false,
      shadow: null,
    });
  }
  expect(await repository.current()).toMatchObject({
    card: cardOf('m-2'),
    state: 'current',
    promoted_at: '2026-01-01T00:00:00.002Z',
    why: 'why 2',
  });
  expect((await repository.models()).map(({ card, state }) => [card.version, state])).toEqual([
    ['m-2', 'current'],
    ['m-1', 'retired'],
  ]);
  expect(
    (await repository.runs(10)).map(({ runId, status, promoted, modelVersion }) => [
      runId,
      status,
      promoted,
      modelVersion,
    ]),
  ).toEqual([
    ['m-2', 'success', true, 'm-2'],
    ['m-1', 'success', true, 'm-1'],
  ]);
  expect(await repository.lastFinishedAt('success')).toBe(NOW + 2);
  expect(await repository.lastFinishedAt('failure')).toBeNull();
});

test('a success that cannot be fully written is not written at all', async () => {
  const repository = place().open();
  await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
  await repository.succeed('a', NOW, { card: cardOf('m-1'), promoted: true, why: '', rescored: false, shadow: null });
  await repository.begin({ runId: 'b', trigger: 'request', startedAt: NOW });
  await expect(
    repository.succeed('b', NOW, { card: cardOf('m-1'), promoted: true, why: '', rescored: false, shadow: null }),
  ).rejects.toThrow(/UNIQUE/);
  expect(await repository.unfinished()).toHaveLength(1);
  expect((await repository.current())?.card.version).toBe('m-1');
});

test('a promotion of an unknown model changes nothing', async () => {
  const repository = place().open();
  await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
  await repository.succeed('a', NOW, { card: cardOf('m-1'), promoted: true, why: '', rescored: false, shadow: null });
  await expect(repository.promote('m-9', NOW, '')).rejects.toThrow("version: expected a known model, actual 'm-9'");
  expect((await repository.current())?.card.version).toBe('m-1');
  await repository.removeModel('m-1');
  expect((await repository.current())?.card.version).toBe('m-1');
});

test('promotions stay halted over a restart', async () => {
  const { open } = place();
  const repository = open();
  expect(await repository.promotionsHalted()).toBe(false);
  await repository.haltPromotions(true);
  await repository.close();
  expect(await open().promotionsHalted()).toBe(true);
});

test('a bounded number of runs is kept, and the last time of each status outlives them', async () => {
  const repository = place().open();
  for (let at = 0; at < 600; at += 1) {
    await repository.begin({ runId: String(at), trigger: 'request', startedAt: NOW + at });
    await repository.fail(String(at), NOW + at, 'x');
  }
  const runs = await repository.runs(1000);
  expect(runs).toHaveLength(500);
  expect(runs[0]?.runId).toBe('599');
  expect(await repository.lastFinishedAt('failure')).toBe(NOW + 599);
});

test('a damaged file stops the start', () => {
  const { file, open } = place();
  writeFileSync(file, 'not a database, and long enough to be read as one: '.repeat(50));
  expect(() => open()).toThrow(StoreUnavailable);
});

test.each(MIGRATIONS.map((_, index) => index + 1))('what a worker of schema %i had stored is kept', async (schema) => {
  const { file, open } = place();
  const old = openDatabase({ file, migrations: MIGRATIONS.slice(0, schema), synchronous: 'FULL' });
  const card = cardOf('m-1');
  old.exec(`INSERT INTO worker VALUES (1, 5, 1);
    INSERT INTO runs (run_id, trigger, started_at, seen_at) VALUES ('r', 'schedule', 6, 7)`);
  old
    .prepare(
      "INSERT INTO models (version, card, state, promoted_at, why, trained_at) VALUES (?, ?, 'current', 8, 'better', 8)",
    )
    .run(card.version, JSON.stringify(card));
  old.close();
  const upgraded = open();
  expect(await upgraded.firstStartAt()).toBe(5);
  expect(await upgraded.promotionsHalted()).toBe(true);
  expect(await upgraded.unfinished()).toMatchObject([{ runId: 'r', seenAt: 7, interrupted: false, stops: 0 }]);
  expect(await upgraded.current()).toMatchObject({ card: { version: 'm-1' } });
});

test('a refused candidate that leaves the current model proven says since when, across restarts', async () => {
  const { open } = place();
  const repository = open();
  await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
  await repository.succeed('a', NOW, { card: cardOf('m-1'), promoted: true, why: '', rescored: false, shadow: null });
  expect((await repository.current())?.scored_at).toBeNull();
  await repository.begin({ runId: 'b', trigger: 'request', startedAt: NOW + 1 });
  await repository.succeed('b', NOW + 60_000, {
    card: cardOf('m-2'),
    promoted: false,
    why: '',
    rescored: true,
    shadow: null,
  });
  await repository.close();
  expect(await open().models()).toMatchObject([
    { card: { version: 'm-2' }, state: 'candidate', scored_at: null },
    { card: { version: 'm-1' }, state: 'current', scored_at: new Date(NOW + 60_000).toISOString() },
  ]);
});
