import { context, ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import type { Telemetry } from '@qt/telemetry';
import { durationOf, type FinishedRun } from './job.ts';
import type { Desk } from './job-schedule.ts';

export interface AccompanyOptions {
  readonly telemetry: Pick<Telemetry, 'withContext' | 'inSpan' | 'log'>;
  /** Where a run that ended is recorded. */
  readonly record: (run: FinishedRun) => Promise<void>;
  /** A new UUID. */
  readonly newRequestId: () => string;
}

/**
 * Gives each run its own trace and request id, which go along with every call that it makes, and says when it starts
 * and how it ended.
 */
export function accompanyRuns({ telemetry, record, newRequestId }: AccompanyOptions): Desk['accompany'] {
  const { log } = telemetry;
  return (started, perform) => {
    const { jobId: job_id, runId: run_id, trigger } = started;
    const work = () =>
      telemetry.inSpan(`job ${job_id}`, { 'qt.job_id': job_id, 'qt.run_id': run_id }, async (span) => {
        log.event('scheduler.run.started', { job_id, run_id, trigger });
        const run = await perform();
        if (run.outcome.status === 'degraded') {
          span.setStatus({ code: SpanStatusCode.ERROR, message: run.outcome.error });
        }
        await record(run);
        log.event('scheduler.run.finished', { ...summaryOf(run), trigger });
      });
    // A timer or request that sets off a run is not its parent.
    return context.with(ROOT_CONTEXT, () => telemetry.withContext({ request_id: newRequestId(), job_id }, work));
  };
}

function summaryOf(run: FinishedRun) {
  const { outcome } = run;
  const degraded = outcome.status === 'degraded';
  return {
    job_id: run.jobId,
    run_id: run.runId,
    status: outcome.status,
    duration_ms: durationOf(run),
    symbols_done: outcome.symbolsDone,
    errors_by_provider: degraded ? outcome.errorsByProvider : {},
    ...(degraded ? { error: outcome.error } : {}),
  };
}
