import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Instruments, JobId } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { NOW, type Polling, poll } from '@qt/nest-service';
import { INSTRUMENTS } from '@qt/telemetry';
import { JobRegistry } from '../jobs/job-registry.ts';
import { StoreReadiness } from '../store/store.readiness.ts';
import { CLAIMS } from '../store/tokens.ts';
import { CheckResults } from '../synthetic/check-results.ts';
import type { Job, StartedRun } from './job.ts';
import type { JobClaims } from './job-claims.ts';
import type { SchedulerPorts } from './job-schedule.ts';
import { RunHistory } from './run-history.ts';
import { RunTracker } from './run-tracker.ts';
import { type RunRefused, Scheduler } from './scheduler.ts';
import { SharedJobSchedule } from './shared-job-schedule.ts';
import { processTimers } from './timers.ts';

type NextRunInstrument = Instruments<'qt_scheduler_next_run_timestamp_seconds'>;

/** How long a stop waits for runs in progress. The telemetry must still flush within the 10 s that a stop may take. */
const STOP_GRACE_MS = 5000;
/** How often a replica reads what the others have recorded. */
const REFRESH_MS = 2000;

/**
 * Runs the jobs. Not `@nestjs/schedule`, whose timers do not consider runs before a restart, do not catch up overdue jobs
 * and cannot run in virtual time, which the property tests of `Scheduler` need.
 */
@Injectable()
export class SchedulerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #scheduler: Scheduler;
  #refreshing: Polling | undefined;

  constructor(
    { jobs }: JobRegistry,
    private readonly history: RunHistory,
    private readonly checks: CheckResults,
    private readonly readiness: StoreReadiness,
    tracker: RunTracker,
    @Inject(CLAIMS) private readonly claims: JobClaims | null,
    @Inject(INSTRUMENTS) { qt_scheduler_next_run_timestamp_seconds: nextRun }: NextRunInstrument,
    @Inject(NOW) now: () => number,
  ) {
    const ports: SchedulerPorts = {
      now,
      timers: processTimers,
      random: Math.random,
      newRunId: randomUUID,
      planned: (job, dueAt) => nextRun.set(dueAt / 1000, { job_id: job.id }),
      track: (run, perform) => tracker.track(run, perform),
    };
    const shared = (using: JobClaims) => (job: Job) =>
      new SharedJobSchedule(job, {
        ...ports,
        claims: using,
        elapsed: () => performance.now(),
        closed: (run) => tracker.closed(run),
        failed: (error) => readiness.report(false, messageOf(error)),
      });
    this.#scheduler = claims === null ? new Scheduler(jobs, ports) : new Scheduler(jobs, ports, shared(claims));
  }

  get schedules() {
    return this.#scheduler.schedules;
  }

  /** Runs a job now, independently of its due times. */
  runNow(id: JobId): Promise<StartedRun | RunRefused> {
    return this.#scheduler.runNow(id);
  }

  onApplicationBootstrap(): void {
    this.#scheduler.start(this.history);
    if (this.claims !== null)
      this.#refreshing = poll(
        () => this.#refresh(),
        () => REFRESH_MS,
      );
  }

  /** Runs while the server still answers, so that the last scrape sees the last runs. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#scheduler.stop(STOP_GRACE_MS);
    await this.#refreshing?.stop();
  }

  async #refresh(): Promise<void> {
    try {
      await this.history.refresh();
      await this.checks.refresh();
      this.readiness.report(true, 'read');
    } catch (error) {
      this.readiness.report(false, messageOf(error));
    }
  }
}
