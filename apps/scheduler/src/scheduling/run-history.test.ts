import { recordingInstruments } from '@qt/telemetry/testing';
import { describe, expect, test } from 'vitest';
import { MemoryHistory } from '../store/memory-scheduler.repository.fixture.ts';
import type { FinishedRun, Job } from './job.ts';
import { RunJournal } from './run-history.ts';

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

async function opened(history = new MemoryHistory(), now = NOW) {
  const recorded = recordingInstruments();
  const journal = await RunJournal.open({
    history,
    instruments: recorded.instruments,
    jobs: [job],
    now: () => now,
  });
  const lastRun = () => recorded.value('qt_scheduler_last_run_timestamp_seconds', { job_id: 'signal_scan' });
  return { history, journal, lastRun, ...recorded };
}

describe('the journal of runs', () => {
  test('before the first run ever, the last run is the first start, also after a restart', async () => {
    const { history, lastRun, value } = await opened();
    expect(lastRun()).toBe(NOW / 1000);
    expect(value('qt_scheduler_job_interval_seconds', { job_id: 'signal_scan' })).toBe(60);
    expect((await opened(history, NOW + 3_600_000)).lastRun()).toBe(NOW / 1000);
  });

  test('a run shows in its series when it is recorded', async () => {
    const { journal, lastRun, value, observations } = await opened();
    const labels = { job_id: 'signal_scan', status: 'degraded' } as const;
    await journal.record(run);
    expect(lastRun()).toBe(NOW / 1000 + 3.5);
    expect(value('qt_scheduler_runs_total', labels)).toBe(1);
    expect(value('qt_scheduler_runs_total', { ...labels, status: 'success' })).toBeUndefined();
    expect(observations('qt_scheduler_run_duration_seconds', labels)).toEqual([2.5]);
    expect(journal.lastRuns.get('signal_scan')).toBe(run);
  });

  test('the last run is the same at the first scrape after a restart, and counts nothing anew', async () => {
    const { history, journal } = await opened();
    await journal.record(run);
    const again = await opened(history, NOW + 3_600_000);
    expect(again.lastRun()).toBe(NOW / 1000 + 3.5);
    expect(again.value('qt_scheduler_runs_total')).toBeUndefined();
  });
});
