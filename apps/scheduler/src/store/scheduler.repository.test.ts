import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trackCheck } from '@qt/nest-service';
import { recordingLog } from '@qt/telemetry/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FinishedRun, Outcome } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';
import { MemoryHistory } from './memory-scheduler.repository.fixture.ts';
import type { History } from './scheduler.repository.ts';
import { openSqliteHistory } from './sqlite-scheduler.repository.ts';
import { withUnfailingWrites } from './tolerant-scheduler.repository.ts';

const NOW = 1_700_000_000_000;
const finished = (runId: string, outcome: Outcome): FinishedRun => ({
  jobId: 'signal_scan',
  runId,
  trigger: 'schedule',
  startedAt: NOW,
  finishedAt: NOW + 1500,
  outcome,
});
const PARTIAL: Outcome = {
  status: 'degraded',
  symbolsDone: 2,
  errorsByProvider: { binance: 1 },
  error: 'binance: time-out',
};
const check: Check = { target: 'binance', checkedAt: NOW, durationMs: 12.5, verdict: { ok: true } };

function keepsWhatItIsTold(open: () => History): void {
  let history: History;
  beforeEach(() => {
    history = open();
  });
  afterEach(() => history.close());

  test('knows of no run and no check at first', async () => {
    expect(await history.lastRuns()).toEqual(new Map());
    expect(await history.lastChecks()).toEqual(new Map());
  });

  test('keeps the very first start', async () => {
    expect(await history.firstStart(NOW)).toBe(NOW);
    expect(await history.firstStart(NOW + 5000)).toBe(NOW);
  });

  test('keeps the last run of each job, whole', async () => {
    await history.recordRun(finished('one', { status: 'success', symbolsDone: 3 }));
    await history.recordRun(finished('two', PARTIAL));
    await history.recordRun({ ...finished('other', { status: 'success', symbolsDone: 0 }), jobId: 'retrain_models' });
    const runs = await history.lastRuns();
    expect(runs.size).toBe(2);
    expect(runs.get('signal_scan')).toEqual(finished('two', PARTIAL));
  });

  test('keeps the last check of each target', async () => {
    const failing: Check = { ...check, verdict: { ok: false, error: 'binance: garbage' } };
    await history.recordCheck(check);
    await history.recordCheck(failing);
    await history.recordCheck({ ...check, target: 'coingecko' });
    expect(await history.lastChecks()).toEqual(
      new Map([
        ['binance', failing],
        ['coingecko', { ...check, target: 'coingecko' }],
      ]),
    );
  });
}

describe('a history in memory', () => keepsWhatItIsTold(() => new MemoryHistory()));

describe('a history whose writes do not fail', () => {
  const wrapped = (history: History) => {
    const log = recordingLog();
    const written = trackCheck('history', 'not opened', () => NOW);
    return { unfailing: withUnfailingWrites(history, { log: log.log, check: written }), log, written };
  };

  keepsWhatItIsTold(() => wrapped(new MemoryHistory()).unfailing);

  test('says in log and check that nothing can be written, and since when it can again', async () => {
    const broken = new MemoryHistory();
    const { unfailing, log, written } = wrapped(broken);
    broken.recordCheck = () => Promise.reject(new Error('disk full'));
    await unfailing.recordCheck(check);
    expect(written.read()).toMatchObject({ ok: false, detail: 'disk full' });
    expect(log.lines).toMatchObject([{ level: 'error', message: 'the history could not be written' }]);
    await unfailing.recordRun(finished('one', PARTIAL));
    expect(written.read().ok).toBe(true);
  });
});

describe('a history in SQLite', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qt-history-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const open = () => openSqliteHistory(join(folder, 'scheduler.db'));

  keepsWhatItIsTold(open);

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
});
