import { schedulerHealth as contract } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import type { FinishedRun, RunOutcome } from './job.ts';
import { type SchedulerState, schedulerHealth } from './scheduler-health.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const SUCCESS: RunOutcome = { status: 'success', symbolsDone: 3 };
const PARTIAL: RunOutcome = {
  status: 'degraded',
  symbolsDone: 2,
  errorsByProvider: { binance: 1 },
  error: 'SOLUSDT: time-out',
};

function healthOf({
  endedAgo,
  outcome = SUCCESS,
  ...rest
}: Partial<SchedulerState> & { endedAgo?: number; outcome?: RunOutcome }) {
  const run: FinishedRun = {
    jobId: 'signal_scan',
    runId: 'run',
    trigger: 'schedule',
    startedAt: NOW - (endedAgo ?? 0) - 1500,
    finishedAt: NOW - (endedAgo ?? 0),
    outcome,
  };
  const job = {
    id: 'signal_scan',
    intervalMs: MINUTE,
    timeoutMs: 45_000,
    firstRun: 'at_start',
    work: async () => SUCCESS,
  } as const;
  return schedulerHealth({
    schedules: [{ job, dueAt: NOW + 5000, current: undefined }],
    lastRuns: endedAgo === undefined ? new Map() : new Map([['signal_scan', run]]),
    firstStartAt: NOW,
    checks: [],
    now: NOW,
    ...rest,
  });
}

describe('the health of the scheduler', () => {
  test('reports the last run, status and next run of each job, as in the contract', () => {
    const health = healthOf({ endedAgo: 1000, outcome: PARTIAL });
    expect(contract.parse(health)).toEqual(health);
    expect(health).toMatchObject({
      status: 'degraded',
      jobs: [
        {
          job_id: 'signal_scan',
          interval_seconds: 60,
          running: false,
          last_run: { status: 'degraded', duration_ms: 1500, symbols_done: 2, errors_by_provider: { binance: 1 } },
          next_run_at: new Date(NOW + 5000).toISOString(),
        },
      ],
    });
  });

  test('is degraded when the last run of a job is more than two intervals ago', () => {
    expect(healthOf({ endedAgo: 2 * MINUTE }).status).toBe('ok');
    expect(healthOf({ endedAgo: 2 * MINUTE + 1 }).status).toBe('degraded');
  });

  test('is degraded when a job has not run within two intervals of the first start', () => {
    expect(healthOf({}).status).toBe('ok');
    expect(healthOf({ firstStartAt: NOW - 3 * MINUTE }).status).toBe('degraded');
  });

  test('is degraded when a last run is in the future', () => {
    expect(healthOf({ endedAgo: -MINUTE - 1 }).status).toBe('degraded');
  });

  test('shows the provider checks, which do not degrade it', () => {
    const checks = [
      { target: 'binance', checkedAt: NOW, durationMs: 12, result: { ok: false, error: 'binance: stale' } },
    ] as const;
    expect(healthOf({ endedAgo: 0, checks })).toMatchObject({
      status: 'ok',
      providers: [{ provider: 'binance', ok: false, error: 'binance: stale', duration_ms: 12 }],
    });
  });
});
