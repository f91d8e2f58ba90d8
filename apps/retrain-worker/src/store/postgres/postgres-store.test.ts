import { openPostgres } from '@qt/postgres';
import { MISHAPS } from '@qt/postgres/testing';
import { recordingLog } from '@qt/telemetry/testing';
import { POSTGRES_BIN, PostgresServer } from '@qt/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { artifactOf } from '../../models/artifact.fixture.ts';
import { cardOf } from '../../models/model-card.fixture.ts';
import { modelFilesContract } from '../../models/model-file.repository.contract.ts';
import { never, worker } from '../../runs/worker.fixture.ts';
import { evaluated, NOW, repositoryContract } from '../retrain.repository.contract.ts';
import { MIGRATIONS } from './migrations.ts';
import { openPostgresStore, SCHEMA } from './open-postgres-store.ts';
import { openStore } from './store.fixture.ts';

describe.skipIf(POSTGRES_BIN === undefined)('the store in PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let databases = 0;
  let url: string;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    databases += 1;
    url = await server.createDatabase(`d${databases}`);
  });

  const sql = (text: string) => server.sql(`SET search_path = ${SCHEMA}; ${text}`, `d${databases}`);

  async function opened() {
    const store = await openStore(url, NOW);
    onTestFinished(() => store.repository.close());
    return store;
  }

  for (const [how, mishaps] of [
    ['as it is', []],
    ...MISHAPS.map((mishap) => [`in which every transaction meets: ${mishap}`, [mishap]] as const),
  ] as const) {
    describe(how, () => {
      repositoryContract(
        () =>
          async (now = NOW) =>
            (await openStore(url, now, mishaps)).repository,
      );
      modelFilesContract(async () => {
        const { repository, files } = await openStore(url, NOW, mishaps);
        onTestFinished(() => repository.close());
        return files;
      });
    });
  }

  test('a run that another worker had in hand when it died is a failure as soon as the next one starts', async () => {
    const { start, clock } = worker(async (now) => (await openStore(url, now())).repository);
    const dead = await start(never);
    const { runId } = await dead.runs.start('request');
    await dead.repository.advance(runId, NOW + 5000, 0.4, 'balanced: fold 2 of 4');
    await dead.repository.close();
    clock.now += 60_000;
    const next = await start(never);
    expect(next.value('qt_retrain_runs_total', { status: 'failure' })).toBe(1);
    expect(next.value('qt_retrain_last_failure_timestamp_seconds')).toBe(clock.now / 1000);
    const error = 'the worker ended in the middle of the run (balanced: fold 2 of 4)';
    expect(next.events('retrain.failed')).toEqual([{ run_id: runId, duration_ms: 5000, error }]);
    expect(await next.repository.runs(10)).toMatchObject([{ runId, status: 'failure', error }]);
    expect(await next.repository.unfinished()).toEqual([]);
  });

  test('a run that a stop interrupted is restarted by the next worker, under its own id', async () => {
    const { start } = worker(async (now) => (await openStore(url, now())).repository);
    const stopped = await start(never);
    const { runId } = await stopped.runs.start('first_model');
    await stopped.runs.stop(Promise.resolve());
    await stopped.repository.close();
    const next = await start(never);
    expect(next.value('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
    expect(await next.runs.hasInterrupted()).toBe(true);
    expect((await next.runs.start('request')).runId).toBe(runId);
    await next.runs.stop(Promise.resolve());
  });

  test('a report that was overtaken by a later one changes nothing', async () => {
    const { repository } = await opened();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await repository.advance('a', NOW + 20, 0.5, 'late');
    await repository.advance('a', NOW + 10, 0.2, 'early');
    expect(await repository.unfinished()).toMatchObject([{ progress: 0.5, stage: 'late', seenAt: NOW + 20 }]);
  });

  test('a bounded number of runs is kept, and the last time of each status outlives them', async () => {
    const { repository } = await opened();
    await sql(`INSERT INTO runs (run_id, trigger, status, started_at, seen_at, finished_at)
      SELECT n::text, 'request', 'failure', n, n, n FROM generate_series(1, 600) AS n`);
    await repository.begin({ runId: 'last', trigger: 'request', startedAt: NOW });
    await repository.fail('last', NOW, 'x');
    expect(await sql('SELECT count(*), min(finished_at) FROM runs')).toBe('500|102');
    expect(await repository.lastFinishedAt('failure')).toBe(NOW);
  });

  test('what one worker has saved another one serves', async () => {
    const [one, two] = [await opened(), await opened()];
    await one.files.save('m-1', artifactOf('m-1'));
    expect(await two.files.load('m-1')).toEqual(artifactOf('m-1'));
  });

  test('the end of a run waits for a server that was killed and is started again', async () => {
    const { repository, files } = await opened();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await server.crash();
    const saving = files.save('m-1', artifactOf('m-1'));
    const ending = repository.succeed('a', NOW + 5, evaluated('m-1'));
    await server.resume();
    await Promise.all([saving, ending]);
    const again = await opened();
    expect(await again.repository.current()).toMatchObject({ card: { version: 'm-1' } });
    expect(await again.files.load('m-1')).toEqual(artifactOf('m-1'));
  });

  test.each(MIGRATIONS.map((_, index) => index + 1))(
    'what a worker of schema %i had stored is kept',
    async (schema) => {
      const migrations = MIGRATIONS.slice(0, schema);
      const old = await openPostgres({ url, schema: SCHEMA, migrations, lost: () => {} });
      await old.close();
      const card = JSON.stringify(cardOf('m-1'));
      await sql(`INSERT INTO worker (first_start_at, promotions_halted) VALUES (5, true);
      INSERT INTO runs (run_id, trigger, started_at, seen_at) VALUES ('r', 'schedule', 6, 7);
      INSERT INTO model_files VALUES ('m-1', 'abc');
      INSERT INTO models (version, card, state, promoted_at, why, trained_at) VALUES ('m-1', '${card}', 'current', 8, 'better', 8)`);
      const { repository, files } = await opened();
      expect(await repository.firstStartAt()).toBe(5);
      expect(await repository.promotionsHalted()).toBe(true);
      expect(await repository.unfinished()).toMatchObject([{ runId: 'r', seenAt: 7, interrupted: false, stops: 0 }]);
      expect(await repository.current()).toMatchObject({ card: { version: 'm-1' } });
      expect(await files.problemOf('m-1')).toBeUndefined();
    },
  );

  test('of another market is refused', async () => {
    const { log } = recordingLog();
    const store = await openPostgresStore({ url, term: 0, now: NOW, market: 'sim' }, log);
    await store.repository.close();
    await expect(openPostgresStore({ url, term: 0, now: NOW, market: 'live' }, log)).rejects.toMatchObject({
      fault: 'foreign',
      mayPass: false,
      message: expect.stringContaining('(of QT_MARKET=sim, this is live)'),
    });
  });
});
