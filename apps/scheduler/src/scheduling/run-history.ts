import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instruments, JobId } from '@qt/catalogue';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS } from '@qt/telemetry';
import { JobRegistry } from '../jobs/job-registry.ts';
import { SchedulerRepository } from '../store/scheduler.repository.ts';
import { durationOf, type FinishedRun, type Job, type RecordedRun } from './job.ts';

type RunInstruments = Instruments<
  | 'qt_scheduler_runs_total'
  | 'qt_scheduler_run_duration_seconds'
  | 'qt_scheduler_job_interval_seconds'
  | 'qt_scheduler_last_run_timestamp_seconds'
  | 'qt_scheduler_consecutive_degraded_runs'
>;

/** The last run of each job: in memory, in the metrics and in the repository, all consistent from the first scrape on. */
@Injectable()
export class RunHistory implements OnModuleInit {
  #lastRuns = new Map<JobId, RecordedRun>();
  #firstStartAt = 0;

  constructor(
    private readonly repository: SchedulerRepository,
    @Inject(JobRegistry) private readonly registry: { readonly jobs: readonly Job[] },
    @Inject(INSTRUMENTS) private readonly instruments: RunInstruments,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** Reads the runs of earlier starts and sets the gauges that follow from them. */
  async onModuleInit(): Promise<void> {
    this.#firstStartAt = await this.repository.firstStart(this.now());
    this.#lastRuns = new Map(await this.repository.lastRuns());
    for (const { id: job_id, intervalMs } of this.registry.jobs) {
      const last = this.#lastRuns.get(job_id);
      const endedAt = last?.finishedAt ?? this.#firstStartAt;
      this.instruments.qt_scheduler_job_interval_seconds.set(intervalMs / 1000, { job_id });
      this.instruments.qt_scheduler_last_run_timestamp_seconds.set(endedAt / 1000, { job_id });
      this.instruments.qt_scheduler_consecutive_degraded_runs.set(last?.degradedInARow ?? 0, { job_id });
    }
  }

  /** When this scheduler first started ever, Unix ms. */
  get firstStartAt(): number {
    return this.#firstStartAt;
  }

  get lastRuns(): ReadonlyMap<JobId, RecordedRun> {
    return this.#lastRuns;
  }

  async record(run: FinishedRun): Promise<void> {
    const labels = { job_id: run.jobId, status: run.outcome.status };
    const before = this.#lastRuns.get(run.jobId)?.degradedInARow ?? 0;
    const recorded = { ...run, degradedInARow: run.outcome.status === 'degraded' ? before + 1 : 0 };
    this.#lastRuns.set(run.jobId, recorded);
    await this.repository.recordRun(recorded);
    this.instruments.qt_scheduler_runs_total.add(1, labels);
    this.instruments.qt_scheduler_run_duration_seconds.record(durationOf(run) / 1000, labels);
    this.instruments.qt_scheduler_last_run_timestamp_seconds.set(run.finishedAt / 1000, { job_id: run.jobId });
    this.instruments.qt_scheduler_consecutive_degraded_runs.set(recorded.degradedInARow, { job_id: run.jobId });
  }
}
