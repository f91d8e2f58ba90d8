import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@qt/sqlite';
import { recordingLog } from '@qt/telemetry/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemorySchedulerRepository } from './memory-scheduler.repository.fixture.ts';
import { MIGRATIONS } from './migrations.ts';
import { check, finished, NOW, PARTIAL, repositoryContract } from './scheduler.repository.contract.ts';
import type { SchedulerRepository } from './scheduler.repository.ts';
import { SqliteSchedulerRepository } from './sqlite-scheduler.repository.ts';
import { StoreReadiness } from './store.readiness.ts';
import { TolerantSchedulerRepository } from './tolerant-scheduler.repository.ts';

describe('a repository in memory', () => repositoryContract(() => new MemorySchedulerRepository()));

describe('a repository whose writes do not fail', () => {
  const wrapped = (inner: SchedulerRepository) => {
    const log = recordingLog();
    const readiness = new StoreReadiness(() => NOW);
    return { tolerant: new TolerantSchedulerRepository(inner, readiness, log.log), log, readiness };
  };

  repositoryContract(() => wrapped(new MemorySchedulerRepository()).tolerant);

  test('reports a failed write to log and readiness, and the next one that succeeds', async () => {
    const broken = new MemorySchedulerRepository();
    const { tolerant, log, readiness } = wrapped(broken);
    broken.recordCheck = () => Promise.reject(new Error('disk full'));
    await tolerant.recordCheck(check, finished('one', PARTIAL));
    expect(readiness.checks()[0]).toMatchObject({ ok: false, detail: 'disk full' });
    expect(log.lines).toMatchObject([{ level: 'error', message: 'the history could not be written' }]);
    await tolerant.recordRun(finished('one', PARTIAL));
    expect(readiness.checks()[0]?.ok).toBe(true);
  });
});

describe('a repository in SQLite', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qt-scheduler-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const open = () => new SqliteSchedulerRepository({ databaseFile: join(folder, 'scheduler.db') });

  repositoryContract(open);

  test('is the same after a restart', async () => {
    const before = open();
    await before.firstStart(NOW);
    await before.recordRun(finished('one', PARTIAL));
    await before.recordCheck(check);
    await before.close();
    const after = open();
    expect(await after.firstStart(NOW + 1)).toBe(NOW);
    expect((await after.lastRuns()).get('signal_scan')).toEqual(finished('one', PARTIAL));
    expect((await after.lastChecks()).get('binance')).toEqual(check);
    await after.close();
  });

  test.each(MIGRATIONS.map((_, index) => index + 1))(
    'keeps what a scheduler of schema %i had stored',
    async (schema) => {
      const file = join(folder, 'old.db');
      const old = openDatabase({ file, migrations: MIGRATIONS.slice(0, schema), synchronous: 'NORMAL' });
      old.exec(`INSERT INTO first_start VALUES (1, 5);
      INSERT INTO last_run (job_id, run_id, trigger, started_at, finished_at, symbols_done, errors_by_provider)
        VALUES ('signal_scan', 'r', 'schedule', 6, 7, 3, '{}');
      INSERT INTO last_check VALUES ('binance', 8, 1.5, 'timeout')`);
      old.close();
      const upgraded = new SqliteSchedulerRepository({ databaseFile: file });
      expect(await upgraded.firstStart(NOW)).toBe(5);
      expect((await upgraded.lastRuns()).get('signal_scan')).toMatchObject({
        runId: 'r',
        finishedAt: 7,
        degradedInARow: 0,
      });
      expect((await upgraded.lastChecks()).get('binance')).toMatchObject({ result: { ok: false, error: 'timeout' } });
      await upgraded.close();
    },
  );
});
