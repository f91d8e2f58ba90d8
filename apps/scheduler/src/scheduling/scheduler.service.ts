import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Instruments, JobId } from '@qt/catalogue';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS } from '@qt/telemetry';
import { JobRegistry } from '../jobs/job-registry.ts';
import type { StartedRun } from './job.ts';
import { RunHistory } from './run-history.ts';
import { RunTracker } from './run-tracker.ts';
import { type RunRefused, Scheduler } from './scheduler.ts';
import { processTimers } from './timers.ts';

type NextRunInstrument = Instruments<'qt_scheduler_next_run_timestamp_seconds'>;

/** How long a stop waits for runs in progress. The telemetry must still flush within the 10 s that a stop may take. */
const STOP_GRACE_MS = 5000;

/**
 * Runs the jobs. Not `@nestjs/schedule`, whose timers do not consider runs before a restart, do not catch up overdue jobs
 * and cannot run in virtual time, which the property tests of `Scheduler` need.
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

  /** Runs a job now, independently of its due times. */
  runNow(id: JobId): StartedRun | RunRefused {
    return this.#scheduler.runNow(id);
  }

  onApplicationBootstrap(): void {
    this.#scheduler.start(this.history);
  }

  /** Runs while the server still answers, so that the last scrape sees the last runs. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#scheduler.stop(STOP_GRACE_MS);
  }
}
