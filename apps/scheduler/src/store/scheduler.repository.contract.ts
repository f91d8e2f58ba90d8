import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordedRun, RunOutcome } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';
import type { SchedulerRepository } from './scheduler.repository.ts';

export const NOW = 1_700_000_000_000;
export const finished = (runId: string, outcome: RunOutcome): RecordedRun => ({
  jobId: 'signal_scan',
  runId,
  trigger: 'schedule',
  startedAt: NOW,
  finishedAt: NOW + 1500,
  outcome,
  degradedInARow: outcome.status === 'degraded' ? 4 : 0,
});
export const PARTIAL: RunOutcome = {
  status: 'degraded',
  symbolsDone: 2,
  errorsByProvider: { binance: 1 },
  error: 'binance: time-out',
};
export const check: Check = { target: 'binance', checkedAt: NOW, durationMs: 12.5, result: { ok: true } };

/** The tests that every repository passes. */
export function repositoryContract(open: () => SchedulerRepository): void {
  let repository: SchedulerRepository;
  beforeEach(() => {
    repository = open();
  });
  afterEach(() => repository.close());

  test('knows of no run and no check at first', async () => {
    expect(await repository.lastRuns()).toEqual(new Map());
    expect(await repository.lastChecks()).toEqual(new Map());
  });

  test('keeps the very first start', async () => {
    expect(await repository.firstStart(NOW)).toBe(NOW);
    expect(await repository.firstStart(NOW + 5000)).toBe(NOW);
  });

  test('keeps the last run of each job, whole', async () => {
    await repository.recordRun(finished('one', { status: 'success', symbolsDone: 3 }));
    await repository.recordRun(finished('two', PARTIAL));
    await repository.recordRun({
      ...finished('other', { status: 'success', symbolsDone: 0 }),
      jobId: 'retrain_models',
    });
    const runs = await repository.lastRuns();
    expect(runs.size).toBe(2);
    expect(runs.get('signal_scan')).toEqual(finished('two', PARTIAL));
  });

  test('keeps the last check of each target', async () => {
    const failing: Check = { ...check, result: { ok: false, error: 'binance: garbage' } };
    await repository.recordCheck(check);
    await repository.recordCheck(failing);
    await repository.recordCheck({ ...check, target: 'coingecko' });
    expect(await repository.lastChecks()).toEqual(
      new Map([
        ['binance', failing],
        ['coingecko', { ...check, target: 'coingecko' }],
      ]),
    );
  });
}
