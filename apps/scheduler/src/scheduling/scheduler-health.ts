import type { JobRun, SchedulerHealth } from '@qt/contracts';
import type { Check } from '../synthetic/check.ts';
import { durationOf, type FinishedRun, type RecordedRun } from './job.ts';
import type { Schedule } from './job-schedule.ts';

export interface SchedulerState {
  readonly schedules: readonly Pick<Schedule, 'job' | 'dueAt' | 'current'>[];
  readonly lastRuns: ReadonlyMap<string, RecordedRun>;
  /** Unix ms. */
  readonly firstStartAt: number;
  readonly checks: readonly Check[];
  /** Unix ms. */
  readonly now: number;
}

/** A last run this far in the future means that the clock was set back. */
const CLOCK_SKEW_MS = 60_000;

/** The jobs' health: `degraded` if a job's last run was, is more than two intervals ago, or is in the future. */
export function schedulerHealth({ schedules, lastRuns, firstStartAt, checks, now }: SchedulerState): SchedulerHealth {
  const isHealthy = ({ job }: SchedulerState['schedules'][number]) => {
    const last = lastRuns.get(job.id);
    const age = now - (last?.finishedAt ?? firstStartAt);
    return last?.outcome.status !== 'degraded' && age <= 2 * job.intervalMs && age >= -CLOCK_SKEW_MS;
  };
  return {
    status: schedules.every(isHealthy) ? 'ok' : 'degraded',
    jobs: schedules.map(({ job, dueAt, current }) => ({
      job_id: job.id,
      interval_seconds: job.intervalMs / 1000,
      running: current !== undefined,
      last_run: jobRunOf(lastRuns.get(job.id)),
      degraded_in_a_row: lastRuns.get(job.id)?.degradedInARow ?? 0,
      next_run_at: instant(dueAt),
    })),
    providers: checks.map(({ target, checkedAt, durationMs, result }) => ({
      provider: target,
      ok: result.ok,
      checked_at: instant(checkedAt),
      duration_ms: durationMs,
      error: result.ok ? null : result.error,
    })),
  };
}

function jobRunOf(run: FinishedRun | undefined): JobRun | null {
  if (run === undefined) return null;
  const { outcome } = run;
  const degraded = outcome.status === 'degraded';
  return {
    run_id: run.runId,
    status: outcome.status,
    started_at: instant(run.startedAt),
    finished_at: instant(run.finishedAt),
    duration_ms: durationOf(run),
    symbols_done: outcome.symbolsDone,
    errors_by_provider: degraded ? { ...outcome.errorsByProvider } : {},
    error: degraded ? outcome.error : null,
  };
}

const instant = (ms: number) => new Date(ms).toISOString();
