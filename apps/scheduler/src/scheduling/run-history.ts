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
      this.instruments.qt_scheduler_job_interval_seconds.set(intervalMs / 1000, { job_id });
      this.#show(job_id);
    }
  }

  /** Reads what other replicas have recorded, so that the gauges of all agree. */
  async refresh(): Promise<void> {
    this.#lastRuns = new Map(await this.repository.lastRuns());
    for (const { id } of this.registry.jobs) this.#show(id);
  }

  /** When this scheduler first started ever, Unix ms. */
  get firstStartAt(): number {
    return this.#firstStartAt;
  }

  get lastRuns(): ReadonlyMap<JobId, RecordedRun> {
    return this.#lastRuns;
  }

  /** False: another replica had taken the run over, and has recorded and counted it. */
  async record(run: FinishedRun): Promise<boolean> {
    // Of the runs in between, this replica may know nothing.
    if (this.repository.isShared) await this.refresh().catch(() => {});
    const before = this.#lastRuns.get(run.jobId)?.degradedInARow ?? 0;
    const recorded = { ...run, degradedInARow: run.outcome.status === 'degraded' ? before + 1 : 0 };
    if (!(await this.repository.recordRun(recorded))) return false;
    this.count(recorded);
    return true;
  }

  /** Shows a run that is in the repository already. */
  count(run: RecordedRun): void {
    const labels = { job_id: run.jobId, status: run.outcome.status };
    this.#lastRuns.set(run.jobId, run);
    this.instruments.qt_scheduler_runs_total.add(1, labels);
    this.instruments.qt_scheduler_run_duration_seconds.record(durationOf(run) / 1000, labels);
    this.#show(run.jobId);
  }

  #show(job_id: JobId): void {
    const last = this.#lastRuns.get(job_id);
    const endedAt = last?.finishedAt ?? this.#firstStartAt;
    this.instruments.qt_scheduler_last_run_timestamp_seconds.set(endedAt / 1000, { job_id });
    this.instruments.qt_scheduler_consecutive_degraded_runs.set(last?.degradedInARow ?? 0, { job_id });
  }
}
