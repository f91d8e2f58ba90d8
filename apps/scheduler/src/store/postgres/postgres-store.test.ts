import type { JobId } from '@qt/catalogue';
import { openPostgres } from '@qt/postgres';
import { MISHAPS } from '@qt/postgres/testing';
import { recordingLog } from '@qt/telemetry/testing';
import { POSTGRES_BIN, PostgresServer } from '@qt/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Job, RunOutcome } from '../../scheduling/job.ts';
import type { ClaimedRun, Request } from '../../scheduling/job-claims.ts';
import { SUCCESS } from '../../scheduling/scheduler.fixture.ts';
import { check, finished, NOW, PARTIAL, repositoryContract } from '../scheduler.repository.contract.ts';
import { MIGRATIONS } from './migrations.ts';
import { openPostgresStore, SCHEMA } from './open-postgres-store.ts';
import { LEASE_MS, openReplica, type Replica } from './store.fixture.ts';

const HOUR = 3_600_000;
const SCHEDULED: Request = { trigger: 'schedule', startedAt: NOW };
const MANUAL: Request = { trigger: 'manual', startedAt: NOW };

function jobOf(id: JobId, more: Partial<Job> = {}): Job {
  return { id, intervalMs: HOUR, timeoutMs: 1000, firstRun: 'at_start', work: async () => SUCCESS, ...more };
}
const job = jobOf('signal_scan');

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

  const sql = (text: string) => server.sql(`SET search_path = qt_scheduler; ${text}`, `d${databases}`);
  /** As if the replica that has the run had not been heard of for the length of its lease. */
  const outlast = () => sql('UPDATE job SET lease_until = 0 WHERE run_id IS NOT NULL');
  /** As if that much time had passed. */
  const letPass = (ms: number) =>
    sql(`UPDATE job SET due_at = due_at - ${ms}, tick_at = tick_at - ${ms};
      UPDATE finished_run SET tick_at = tick_at - ${ms}`);

  async function replica(): Promise<Replica> {
    const opened = await openReplica(url);
    onTestFinished(() => opened.repository.close());
    await opened.claims.open(job);
    return opened;
  }

  async function given({ claims }: Replica, id: string, request = SCHEDULED, of = job): Promise<ClaimedRun> {
    const { granted, running } = await claims.look(of, id, request);
    expect(granted).toBe(true);
    if (running === undefined) throw new Error('expected a run');
    return running;
  }
  const ended = (run: ClaimedRun, outcome: RunOutcome = SUCCESS) => ({
    ...run,
    finishedAt: NOW + 1500,
    outcome,
    degradedInARow: 0,
  });

  for (const [how, mishaps] of [
    ['as it is', []],
    ...MISHAPS.map((mishap) => [`in which every transaction meets: ${mishap}`, [mishap]] as const),
  ] as const) {
    describe(how, () => {
      let opened: Replica;
      repositoryContract(
        async () => {
          opened = await openReplica(url, mishaps);
          return opened.repository;
        },
        async (run) => {
          const claimed = jobOf(run.jobId);
          await opened.claims.open(claimed);
          await sql(`UPDATE job SET run_id = NULL, trigger = NULL, started_at = NULL, lease_until = NULL`);
          const { running } = await opened.claims.look(claimed, run.runId, { ...MANUAL, startedAt: run.startedAt });
          return { ...run, trigger: 'manual', token: running?.token ?? 0 };
        },
      );
    });
  }

  test('a due time is given to one of many who ask at once, and is not there again', async () => {
    const replicas = await Promise.all([replica(), replica(), replica()]);
    const looks = replicas.flatMap(({ claims }, n) => [1, 2].map((m) => claims.look(job, `${n}-${m}`, SCHEDULED)));
    const seen = await Promise.all(looks);
    expect(seen.filter(({ granted }) => granted)).toHaveLength(1);
    const [first] = new Set(seen.filter(({ running }) => running).map(({ running }) => running?.runId));
    const one = seen.find(({ granted }) => granted)?.running;
    expect(first).toBe(one?.runId);
    expect(await replicas[0]?.repository.recordRun(ended(one as ClaimedRun))).toBe(true);
    for (const { claims } of replicas) {
      expect(await claims.look(job, 'later', SCHEDULED)).toMatchObject({ granted: false, running: undefined });
    }
  });

  test.each(MISHAPS)('a run is given once, and recorded once, in spite of: %s', async (mishap) => {
    const [one, two] = [await replica(), await replica()];
    one.chaos.bring(mishap);
    const run = await given(one, 'one');
    expect(run).toMatchObject({ runId: 'one', token: 1 });
    one.chaos.bring(mishap);
    expect(await one.claims.renew(run)).toBe(true);
    one.chaos.bring(mishap);
    expect(await one.repository.recordRun(ended(run))).toBe(true);
    expect(one.chaos.happened).toBe(3);
    expect(await two.claims.look(job, 'two', SCHEDULED)).toMatchObject({ granted: false, running: undefined });
    expect(await sql('SELECT run_id, token FROM finished_run')).toBe('one|1');
  });

  test('due times that nobody took become one run', async () => {
    const one = await replica();
    await one.repository.recordRun(ended(await given(one, 'one')));
    await letPass(5.5 * HOUR);
    const { dueInMs } = await one.claims.look(job, 'two', SCHEDULED);
    expect(dueInMs).toBeGreaterThan(0);
    expect(dueInMs).toBeLessThanOrEqual(HOUR);
    await one.repository.recordRun(ended({ ...(await runningOf(one)), startedAt: NOW }));
    expect((await one.claims.look(job, 'three', SCHEDULED)).granted).toBe(false);
    expect(await sql('SELECT count(*), count(DISTINCT tick_at) FROM finished_run')).toBe('2|2');
  });

  async function runningOf({ claims }: Replica): Promise<ClaimedRun> {
    const { running } = await claims.look(job, 'nobody');
    if (running === undefined) throw new Error('expected a run');
    return running;
  }

  test('a due time during a run is skipped', async () => {
    const [one, two] = [await replica(), await replica()];
    await given(one, 'one');
    await letPass(HOUR);
    expect(await two.claims.look(job, 'two', SCHEDULED)).toMatchObject({ granted: false, running: { runId: 'one' } });
    expect((await two.claims.look(job, 'two', SCHEDULED)).dueInMs).toBeGreaterThan(0);
  });

  test('a manual run leaves the due time where it is, and is refused while one runs', async () => {
    const [one, two] = [await replica(), await replica()];
    const manual = await given(one, 'manual', MANUAL);
    expect(await two.claims.look(job, 'again', MANUAL)).toMatchObject({ granted: false, running: manual });
    await one.repository.recordRun(ended(manual));
    await letPass(HOUR);
    expect(await given(two, 'due')).toMatchObject({ trigger: 'schedule' });
  });

  test('a lost run is recorded as degraded by one of those who see it, and its replica writes nothing more', async () => {
    const [frozen, two, three] = [await replica(), await replica(), await replica()];
    const run = await given(frozen, 'lost');
    await outlast();
    const looks = await Promise.all([two, three].map(({ claims }, n) => claims.look(job, `look-${n}`)));
    const closed = looks.map((look) => look.closed).filter((one) => one !== undefined);
    expect(closed).toMatchObject([
      { runId: 'lost', outcome: { status: 'degraded', error: 'its scheduler stopped answering' }, degradedInARow: 1 },
    ]);
    const before = await sql('SELECT * FROM job; SELECT * FROM finished_run; SELECT * FROM last_check');
    expect(await frozen.claims.renew(run)).toBe(false);
    expect(await frozen.repository.recordCheck(check, run)).toBe(false);
    expect(await frozen.repository.recordRun(ended(run))).toBe(false);
    expect(await sql('SELECT * FROM job; SELECT * FROM finished_run; SELECT * FROM last_check')).toBe(before);
  });

  test('a replica that woke after its job was given to another one does not write into that run either', async () => {
    const [frozen, two] = [await replica(), await replica()];
    const old = await given(frozen, 'old');
    await outlast();
    await letPass(HOUR);
    const next = await given(two, 'next');
    expect(next.token).toBeGreaterThan(old.token + 1);
    expect(await frozen.repository.recordRun(ended(old))).toBe(false);
    expect(await frozen.repository.recordCheck(check, old)).toBe(false);
    expect(await two.repository.recordCheck(check, next)).toBe(true);
    expect(await two.repository.recordRun(ended(next))).toBe(true);
    expect(await sql('SELECT run_id FROM finished_run ORDER BY token')).toBe('old\nnext');
  });

  test('a run that is closed while its look is answered is told, and counted, once', async () => {
    const [frozen, two] = [await replica(), await replica()];
    await given(frozen, 'lost');
    await outlast();
    two.chaos.bring('lost after commit');
    expect((await two.claims.look(job, 'look')).closed).toMatchObject({ runId: 'lost' });
    expect((await two.claims.look(job, 'look again')).closed).toBeUndefined();
  });

  test('a lost run that may be repeated is given again under its own id, with a new token', async () => {
    const retrain = jobOf('retrain_models', { repeatable: true });
    const [frozen, two] = [await replica(), await replica()];
    await two.claims.open(retrain);
    const request = { ...SCHEDULED, startedAt: Date.now() };
    const old = await given(frozen, 'one', request, retrain);
    await outlast();
    const again = await given(two, 'other', request, retrain);
    expect(again).toMatchObject({ runId: 'one', startedAt: request.startedAt });
    expect(again.token).toBeGreaterThan(old.token);
    expect(await frozen.repository.recordRun(ended(old))).toBe(false);
    expect(await two.repository.recordRun(ended(again))).toBe(true);
    expect(await sql("SELECT run_id, error FROM finished_run WHERE job_id = 'retrain_models'")).toBe('one|');
  });

  test('a repeatable run that ends whoever begins it is given up within two minutes', async () => {
    const retrain = jobOf('retrain_models', { repeatable: true });
    const one = await replica();
    await one.claims.open(retrain);
    await given(one, 'one', { ...SCHEDULED, startedAt: Date.now() - 61_000 }, retrain);
    await outlast();
    expect(await one.claims.look(retrain, 'look')).toMatchObject({ closed: { runId: 'one' }, granted: false });
  });

  test('a job with a shorter interval, or after the clock was set back, is due in one interval at most', async () => {
    const one = await replica();
    await one.repository.recordRun(ended(await given(one, 'one')));
    const shorter = { ...job, intervalMs: 1000 };
    expect((await one.claims.look(shorter, 'look', SCHEDULED)).dueInMs).toBe(1000);
  });

  test('the first run of a job that waits for its interval is one interval after the very first start', async () => {
    const one = await replica();
    const waiting = jobOf('retrain_models', { firstRun: 'after_interval' });
    await one.claims.open(waiting);
    const { granted, dueInMs } = await one.claims.look(waiting, 'one', SCHEDULED);
    expect(granted).toBe(false);
    expect(dueInMs).toBeGreaterThan(HOUR - 60_000);
  });

  test('keeps the last thousand runs of a job', async () => {
    const one = await replica();
    await sql(`INSERT INTO finished_run SELECT 'signal_scan', n, n::text, 'manual', NULL, 0, 0, 0, '{}', NULL, 0
      FROM generate_series(1, 1100) AS n; UPDATE job SET token = 1100`);
    await one.repository.recordRun(ended(await given(one, 'one')));
    expect(await sql('SELECT count(*), min(token) FROM finished_run')).toBe('1001|101');
  });

  test.each(MIGRATIONS.map((_, index) => index + 1))(
    'keeps what a scheduler of schema %i had stored',
    async (schema) => {
      const migrations = MIGRATIONS.slice(0, schema);
      const old = await openPostgres({ url, schema: SCHEMA, migrations, lost: () => {} });
      await old.close();
      await sql(`INSERT INTO scheduler (first_start) VALUES (5); INSERT INTO job (job_id, due_at, token) VALUES ('signal_scan', 0, 1);
        INSERT INTO finished_run VALUES ('signal_scan', 1, 'r', 'schedule', 4, 6, 7, 3, '{}', NULL, 0);
        INSERT INTO last_check VALUES ('binance', 8, 1.5, 'timeout')`);
      const { repository } = await replica();
      expect(await repository.firstStart(NOW)).toBe(5);
      expect((await repository.lastRuns()).get('signal_scan')).toMatchObject({ runId: 'r', finishedAt: 7, token: 1 });
      expect((await repository.lastChecks()).get('binance')).toMatchObject({ result: { ok: false, error: 'timeout' } });
    },
  );

  test('of another market is refused', async () => {
    const settings = { url, leaseMs: LEASE_MS };
    const { log } = recordingLog();
    const store = await openPostgresStore({ ...settings, market: 'sim' }, log);
    await store.repository.close();
    await expect(openPostgresStore({ ...settings, market: 'live' }, log)).rejects.toMatchObject({
      fault: 'foreign',
      mayPass: false,
      message: expect.stringContaining('(of QT_MARKET=sim, this is live)'),
    });
  });

  test('is the same after the server was killed and started again', async () => {
    const one = await replica();
    await one.repository.firstStart(NOW);
    const run = await given(one, 'one');
    await server.crash();
    const recording = one.repository.recordRun({ ...ended(run, PARTIAL), degradedInARow: 4 });
    await server.resume();
    expect(await recording).toBe(true);
    const again = await replica();
    expect(await again.repository.firstStart(NOW + 1)).toBe(NOW);
    const last = (await again.repository.lastRuns()).get('signal_scan');
    expect(last).toEqual({ ...finished('one', PARTIAL), token: run.token });
  });
});
