import type { JobId, ProviderName } from '@qt/catalogue';
import type { Row } from '@qt/postgres';
import type { RecordedRun, RunOutcome, Trigger } from '../../scheduling/job.ts';
import type { ClaimedRun } from '../../scheduling/job-claims.ts';
import type { Check } from '../../synthetic/check.ts';

/** The columns of `finished_run`, in the order of `valuesOf`. */
export const RUN_COLUMNS =
  'job_id, token, run_id, trigger, tick_at, started_at, finished_at, symbols_done, errors_by_provider, error, degraded_in_a_row, closed_by';

export function valuesOf(run: RecordedRun, token: number, tickAt: number | null, closedBy: string | null) {
  const { outcome } = run;
  const [errors, error] = outcome.status === 'degraded' ? [outcome.errorsByProvider, outcome.error] : [{}, null];
  return [
    run.jobId,
    token,
    run.runId,
    run.trigger,
    tickAt,
    Math.round(run.startedAt),
    Math.round(run.finishedAt),
    outcome.symbolsDone,
    JSON.stringify(errors),
    error,
    run.degradedInARow,
    closedBy,
  ];
}

export function runOf(row: Row): RecordedRun {
  const symbolsDone = Number(row['symbols_done']);
  const error = row['error'];
  const outcome: RunOutcome =
    typeof error === 'string'
      ? { status: 'degraded', symbolsDone, errorsByProvider: JSON.parse(String(row['errors_by_provider'])), error }
      : { status: 'success', symbolsDone };
  return {
    ...claimOf(row),
    finishedAt: Number(row['finished_at']),
    outcome,
    degradedInARow: Number(row['degraded_in_a_row']),
  };
}

/** Of a row of `job` with a run, or of `finished_run`. */
export function claimOf(row: Row): ClaimedRun {
  return {
    jobId: row['job_id'] as JobId,
    runId: String(row['run_id']),
    trigger: row['trigger'] as Trigger,
    startedAt: Number(row['started_at']),
    token: Number(row['token']),
  };
}

export function checkOf(row: Row): Check {
  const error = row['error'];
  return {
    target: row['target'] as ProviderName,
    checkedAt: Number(row['checked_at']),
    durationMs: Number(row['duration_ms']),
    result: typeof error === 'string' ? { ok: false, error } : { ok: true },
  };
}
