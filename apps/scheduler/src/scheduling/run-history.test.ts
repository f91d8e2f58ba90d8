import { recordingInstruments } from '@qt/telemetry/testing';
import { describe, expect, test } from 'vitest';
import { MemorySchedulerRepository } from '../store/memory-scheduler.repository.fixture.ts';
import type { FinishedRun, Job } from './job.ts';
import { RunHistory } from './run-history.ts';

const NOW = 1_700_000_000_000;
const job: Job = {
  id: 'signal_scan',
  intervalMs: 60_000,
  timeoutMs: 50_000,
  firstRun: 'at_start',
  work: async () => ({ status: 'success', symbolsDone: 1 }),
};
const run: FinishedRun = {
  jobId: 'signal_scan',
  runId: 'one',
  trigger: 'schedule',
  startedAt: NOW + 1000,
  finishedAt: NOW + 3500,
  outcome: { status: 'degraded', symbolsDone: 2, errorsByProvider: { binance: 1 }, error: 'binance: time-out' },
};

async function opened(repository = new MemorySchedulerRepository(), now = NOW) {
  const recorded = recordingInstruments();
  const history = new RunHistory(repository, { jobs: [job] }, recorded.instruments, () => now);
  await history.onModuleInit();
  const lastRun = () => recorded.value('qt_scheduler_last_run_timestamp_seconds', { job_id: 'signal_scan' });
  return { repository, history, lastRun, ...recorded };
}

describe('the run history', () => {
  test('before the first run ever, the last run is the first start, even after a restart', async () => {
    const { repository, lastRun, value } = await opened();
    expect(lastRun()).toBe(NOW / 1000);
    expect(value('qt_scheduler_job_interval_seconds', { job_id: 'signal_scan' })).toBe(60);
    expect((await opened(repository, NOW + 3_600_000)).lastRun()).toBe(NOW / 1000);
  });

  test('a recorded run shows in its series', async () => {
    const { history, lastRun, value, observations } = await opened();
    const labels = { job_id: 'signal_scan', status: 'degraded' } as const;
    await history.record(run);
    expect(lastRun()).toBe(NOW / 1000 + 3.5);
    expect(value('qt_scheduler_runs_total', labels)).toBe(1);
    expect(value('qt_scheduler_runs_total', { ...labels, status: 'success' })).toBeUndefined();
    expect(observations('qt_scheduler_run_duration_seconds', labels)).toEqual([2.5]);
    expect(history.lastRuns.get('signal_scan')).toEqual({ ...run, degradedInARow: 1 });
  });

  test('counts the degraded runs in a row, over a restart, until one succeeds', async () => {
    const { repository, history, value } = await opened();
    const inARow = () => value('qt_scheduler_consecutive_degraded_runs', { job_id: 'signal_scan' });
    expect(inARow()).toBe(0);
    await history.record(run);
    await history.record(run);
    expect(inARow()).toBe(2);
    const again = await opened(repository);
    const inARowAgain = () => again.value('qt_scheduler_consecutive_degraded_runs', { job_id: 'signal_scan' });
    expect(inARowAgain()).toBe(2);
    await again.history.record(run);
    expect(inARowAgain()).toBe(3);
    await again.history.record({ ...run, outcome: { status: 'success', symbolsDone: 3 } });
    expect(inARowAgain()).toBe(0);
  });

  test('the last run is the same at the first scrape after a restart, and nothing is counted again', async () => {
    const { repository, history } = await opened();
    await history.record(run);
    const again = await opened(repository, NOW + 3_600_000);
    expect(again.lastRun()).toBe(NOW / 1000 + 3.5);
    expect(again.value('qt_scheduler_runs_total')).toBeUndefined();
  });
});
