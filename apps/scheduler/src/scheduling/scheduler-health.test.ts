import { schedulerHealth as contract } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import type { FinishedRun, Outcome } from './job.ts';
import { type SchedulerState, schedulerHealth } from './scheduler-health.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const SUCCESS: Outcome = { status: 'success', symbolsDone: 3 };
const PARTIAL: Outcome = {
  status: 'degraded',
  symbolsDone: 2,
  errorsByProvider: { binance: 1 },
  error: 'SOLUSDT: time-out',
};

function healthOf({
  endedAgo,
  outcome = SUCCESS,
  ...rest
}: Partial<SchedulerState> & { endedAgo?: number; outcome?: Outcome }) {
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
  test('says of each job when it ran last, how, and when it runs next, as the contract has it', () => {
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

  test('is degraded when the last run of a job lies more than two intervals back', () => {
    expect(healthOf({ endedAgo: 2 * MINUTE }).status).toBe('ok');
    expect(healthOf({ endedAgo: 2 * MINUTE + 1 }).status).toBe('degraded');
  });

  test('is degraded when a job has not run within two intervals of the first start', () => {
    expect(healthOf({}).status).toBe('ok');
    expect(healthOf({ firstStartAt: NOW - 3 * MINUTE }).status).toBe('degraded');
  });

  test('is degraded when a last run lies in the future', () => {
    expect(healthOf({ endedAgo: -MINUTE - 1 }).status).toBe('degraded');
  });

  test('shows the checks of the providers without being degraded by them', () => {
    const checks = [
      { target: 'binance', checkedAt: NOW, durationMs: 12, result: { ok: false, error: 'binance: stale' } },
    ] as const;
    expect(healthOf({ endedAgo: 0, checks })).toMatchObject({
      status: 'ok',
      providers: [{ provider: 'binance', ok: false, error: 'binance: stale', duration_ms: 12 }],
    });
  });
});
