import type { JobId } from '@qt/catalogue';
import type { FinishedRun, Job, StartedRun } from './job.ts';
import { JobSchedule, type Schedule, type SchedulerPorts } from './job-schedule.ts';

/** The state from earlier starts. */
interface PastRuns {
  /** When this scheduler first started ever, Unix ms. */
  readonly firstStartAt: number;
  readonly lastRuns: ReadonlyMap<JobId, FinishedRun>;
}

/** Why a manual run was refused. */
export type RunRefused = { readonly refused: 'running'; readonly since: number } | { readonly refused: 'stopping' };

/** All jobs' schedules, started and stopped together. */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #schedules: ReadonlyMap<JobId, Schedule>;
  #stopping = false;

  /** `scheduled`: how a job is scheduled; by default in this process alone. */
  constructor(
    jobs: readonly Job[],
    ports: SchedulerPorts,
    scheduled: (job: Job) => Schedule = (job) => new JobSchedule(job, ports),
  ) {
    this.#ports = ports;
    this.#schedules = new Map(jobs.map((job) => [job.id, scheduled(job)]));
  }

  get schedules(): Schedule[] {
    return [...this.#schedules.values()];
  }

  /** Plans every job's first run. */
  start({ firstStartAt, lastRuns }: PastRuns): void {
    for (const schedule of this.schedules) {
      schedule.start({ firstStartAt, lastStartedAt: lastRuns.get(schedule.job.id)?.startedAt ?? null });
    }
  }

  /** Runs a job now, independently of its due times. */
  async runNow(id: JobId): Promise<StartedRun | RunRefused> {
    const schedule = this.#schedules.get(id);
    if (this.#stopping || schedule === undefined) return { refused: 'stopping' };
    const begun = schedule.current ? undefined : await schedule.runNow();
    if (begun) return begun;
    return schedule.current ? { refused: 'running', since: schedule.current.startedAt } : { refused: 'stopping' };
  }

  /**
   * Starts no further run and lets those in progress finish; after `graceMs` the rest end as degraded. Settles when every
   * run is recorded.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    for (const schedule of this.schedules) schedule.stop();
    const cancel = this.#ports.timers.after(graceMs, () => {
      for (const schedule of this.schedules) schedule.end('ended by the stop of the scheduler');
    });
    await Promise.all(this.schedules.map((schedule) => schedule.idle()));
    cancel();
  }
}
