import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, StoreUnavailable } from '@qt/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { cardOf } from '../models/model-card.fixture.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { MIGRATIONS } from './migrations.ts';
import { NOW, repositoryContract } from './retrain.repository.contract.ts';
import { SqliteRetrainRepository } from './sqlite-retrain.repository.ts';

function place() {
  const file = join(testFolder(), 'store.db');
  const open = (now = NOW) => new SqliteRetrainRepository({ databaseFile: file }, () => now);
  return { file, open };
}

function opened(open: () => SqliteRetrainRepository) {
  const repository = open();
  onTestFinished(() => repository.close());
  return repository;
}

repositoryContract(() => place().open);

test('a bounded number of runs is kept, and the last time of each status outlives them', async () => {
  const repository = opened(place().open);
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
  const upgraded = opened(open);
  expect(await upgraded.firstStartAt()).toBe(5);
  expect(await upgraded.promotionsHalted()).toBe(true);
  expect(await upgraded.unfinished()).toMatchObject([{ runId: 'r', seenAt: 7, interrupted: false, stops: 0 }]);
  expect(await upgraded.current()).toMatchObject({ card: { version: 'm-1' } });
});
