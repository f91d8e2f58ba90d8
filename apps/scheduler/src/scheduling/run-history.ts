import type { Instruments, JobId } from '@qt/catalogue';
import type { History } from '../store/scheduler.repository.ts';
import { durationOf, type FinishedRun, type Job } from './job.ts';

export interface RunJournalOptions {
  readonly history: History;
  readonly instruments: Instruments<
    | 'qt_scheduler_runs_total'
    | 'qt_scheduler_run_duration_seconds'
    | 'qt_scheduler_job_interval_seconds'
    | 'qt_scheduler_last_run_timestamp_seconds'
  >;
  readonly jobs: readonly Job[];
  readonly now: () => number;
}

/** The last run of each job: in memory, in the metrics and in the history, all three from the first scrape on. */
export class RunJournal {
  readonly #options: RunJournalOptions;
  readonly #lastRuns: Map<JobId, FinishedRun>;
  /** When this scheduler first started ever, Unix ms. */
  readonly firstStartAt: number;

  private constructor(options: RunJournalOptions, firstStartAt: number, lastRuns: ReadonlyMap<JobId, FinishedRun>) {
    this.#options = options;
    this.#lastRuns = new Map(lastRuns);
    this.firstStartAt = firstStartAt;
  }

  /** Remembers the runs of earlier starts and sets the gauges that they decide. */
  static async open(options: RunJournalOptions): Promise<RunJournal> {
    const { history, instruments, jobs, now } = options;
    const firstStartAt = await history.firstStart(now());
    const lastRuns = await history.lastRuns();
    for (const { id: job_id, intervalMs } of jobs) {
      const endedAt = lastRuns.get(job_id)?.finishedAt ?? firstStartAt;
      instruments.qt_scheduler_job_interval_seconds.set(intervalMs / 1000, { job_id });
      instruments.qt_scheduler_last_run_timestamp_seconds.set(endedAt / 1000, { job_id });
    }
    return new RunJournal(options, firstStartAt, lastRuns);
  }

  get lastRuns(): ReadonlyMap<JobId, FinishedRun> {
    return this.#lastRuns;
  }

  /** Takes in a run that ended. */
  async record(run: FinishedRun): Promise<void> {
    const { history, instruments } = this.#options;
    const labels = { job_id: run.jobId, status: run.outcome.status };
    this.#lastRuns.set(run.jobId, run);
    await history.recordRun(run);
    instruments.qt_scheduler_runs_total.add(1, labels);
    instruments.qt_scheduler_run_duration_seconds.record(durationOf(run) / 1000, labels);
    instruments.qt_scheduler_last_run_timestamp_seconds.set(run.finishedAt / 1000, { job_id: run.jobId });
  }
}
