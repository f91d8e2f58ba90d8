import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Instruments, JobId } from '@qt/catalogue';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS } from '@qt/telemetry';
import { JobRegistry } from '../jobs/job-registry.ts';
import type { StartedRun } from './job.ts';
import { RunHistory } from './run-history.ts';
import { RunTracker } from './run-tracker.ts';
import { type Refusal, Scheduler } from './scheduler.ts';
import { processTimers } from './timers.ts';

type NextRunInstrument = Instruments<'qt_scheduler_next_run_timestamp_seconds'>;

/** Runs under way at a stop get this long to finish: the flush of the telemetry has to fit into 10 s too. */
const STOP_GRACE_MS = 5000;

/**
 * Runs the jobs while the service lives. Not `@nestjs/schedule`: its timers know no last run of an earlier start, no
 * catch-up of an overdue job and no virtual time, under which the properties of `Scheduler` are tested.
 */
@Injectable()
export class SchedulerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #scheduler: Scheduler;

  constructor(
    { jobs }: JobRegistry,
    private readonly history: RunHistory,
    tracker: RunTracker,
    @Inject(INSTRUMENTS) { qt_scheduler_next_run_timestamp_seconds: nextRun }: NextRunInstrument,
    @Inject(NOW) now: () => number,
  ) {
    this.#scheduler = new Scheduler(jobs, {
      now,
      timers: processTimers,
      random: Math.random,
      newRunId: randomUUID,
      planned: (job, dueAt) => nextRun.set(dueAt / 1000, { job_id: job.id }),
      track: (run, perform) => tracker.track(run, perform),
    });
  }

  get schedules() {
    return this.#scheduler.schedules;
  }

  /** Runs a job now, independent of its due times. */
  runNow(id: JobId): StartedRun | Refusal {
    return this.#scheduler.runNow(id);
  }

  onApplicationBootstrap(): void {
    this.#scheduler.start(this.history);
  }

  /** While the server still answers, so that the last scrape sees the last runs. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#scheduler.stop(STOP_GRACE_MS);
  }
}
