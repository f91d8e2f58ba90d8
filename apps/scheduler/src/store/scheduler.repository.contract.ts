import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordedRun, RunOutcome, StartedRun } from '../scheduling/job.ts';
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

/** Makes a run one that may be written: where replicas share the repository, it is claimed first. */
type Claim = <T extends StartedRun>(run: T) => Promise<T>;

/** The tests that every repository passes. */
export function repositoryContract(
  open: () => SchedulerRepository | Promise<SchedulerRepository>,
  claim: Claim = async (run) => run,
): void {
  let repository: SchedulerRepository;
  beforeEach(async () => {
    repository = await open();
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
    const SUCCESS: RunOutcome = { status: 'success', symbolsDone: 3 };
    const record = async (run: RecordedRun) => {
      const claimed = await claim(run);
      expect(await repository.recordRun(claimed)).toBe(true);
      return claimed;
    };
    await record(finished('one', SUCCESS));
    const two = await record(finished('two', PARTIAL));
    await record({ ...finished('other', SUCCESS), jobId: 'retrain_models' });
    const runs = await repository.lastRuns();
    expect(runs.size).toBe(2);
    expect(runs.get('signal_scan')).toEqual(two);
  });

  test('keeps the last check of each target', async () => {
    const failing: Check = { ...check, result: { ok: false, error: 'binance: garbage' } };
    const run = await claim<StartedRun>(finished('one', PARTIAL));
    for (const one of [check, failing, { ...check, target: 'coingecko' as const }]) {
      expect(await repository.recordCheck(one, run)).toBe(true);
    }
    expect(await repository.lastChecks()).toEqual(
      new Map([
        ['binance', failing],
        ['coingecko', { ...check, target: 'coingecko' }],
      ]),
    );
  });
}
