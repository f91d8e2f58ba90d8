import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { context, ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { durationOf, type FinishedRun, type RecordedRun, type StartedRun } from './job.ts';
import { RunHistory } from './run-history.ts';

/**
 * Gives each run its own trace and request id, which all of its calls carry, logs its start and end, and records it.
 */
@Injectable()
export class RunTracker {
  constructor(
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'withContext' | 'inSpan' | 'log'>,
    @Inject(RunHistory) private readonly history: Pick<RunHistory, 'record' | 'count'>,
  ) {}

  async track(started: StartedRun, perform: () => Promise<FinishedRun>): Promise<void> {
    const { jobId: job_id, runId: run_id, trigger } = started;
    const { log } = this.telemetry;
    const work = () =>
      this.telemetry.inSpan(`job ${job_id}`, { 'qt.job_id': job_id, 'qt.run_id': run_id }, async (span) => {
        log.event('scheduler.run.started', { job_id, run_id, trigger });
        const run = await perform();
        if (run.outcome.status === 'degraded') {
          span.setAttribute('error.type', 'degraded');
          span.setStatus({ code: SpanStatusCode.ERROR, message: run.outcome.error });
        }
        if (await this.history.record(run)) log.event('scheduler.run.finished', { ...summaryOf(run), trigger });
        else log.warn('nothing of the run was recorded: another replica has taken it over', { job_id, run_id });
      });
    // The timer or request that triggers a run is not the parent of its span.
    await context.with(ROOT_CONTEXT, () => this.telemetry.withContext({ request_id: randomUUID(), job_id }, work));
  }

  /** A run of another replica, which stopped answering; this one has recorded it. */
  closed(run: RecordedRun): void {
    this.history.count(run);
    this.telemetry.log.event('scheduler.run.finished', { ...summaryOf(run), trigger: run.trigger });
  }
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
