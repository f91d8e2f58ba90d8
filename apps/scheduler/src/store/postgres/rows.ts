import type { JobId } from '@qt/catalogue';
import type { Row, Run } from '@qt/postgres';
import type { RecordedRun, Trigger } from '../../scheduling/job.ts';
import type { ClaimedRun } from '../../scheduling/job-claims.ts';
import { finishedOf } from '../rows.ts';

const RUN_COLUMNS =
  'job_id, token, run_id, trigger, tick_at, started_at, finished_at, symbols_done, errors_by_provider, error, degraded_in_a_row, closed_by';
const PLACES = RUN_COLUMNS.split(',').map((_, index) => `$${index + 1}`);

/** Records a finished run, and frees its job for the next one. `job`: its row; `closedBy`: the replica that closed a lost run. */
export async function finish(run: Run, finished: RecordedRun, token: number, job: Row, closedBy: string | null) {
  const tickAt = job['tick_at'] === null ? null : Number(job['tick_at']);
  const values = valuesOf(finished, token, tickAt, closedBy);
  await run(`INSERT INTO finished_run (${RUN_COLUMNS}) VALUES (${PLACES.join(', ')})`, ...values);
  await run(
    `UPDATE job SET token = $1, run_id = NULL, trigger = NULL, tick_at = NULL, started_at = NULL, lease_until = NULL
     WHERE job_id = $2`,
    token,
    finished.jobId,
  );
}

function valuesOf(run: RecordedRun, token: number, tickAt: number | null, closedBy: string | null) {
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
  return { ...claimOf(row), ...finishedOf(row) };
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
