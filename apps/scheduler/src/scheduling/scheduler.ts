import type { JobId } from '@qt/catalogue';
import type { FinishedRun, Job, StartedRun } from './job.ts';
import { JobSchedule, type SchedulerPorts } from './job-schedule.ts';

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
  readonly #schedules: ReadonlyMap<JobId, JobSchedule>;
  #stopping = false;

  constructor(jobs: readonly Job[], ports: SchedulerPorts) {
    this.#ports = ports;
    this.#schedules = new Map(jobs.map((job) => [job.id, new JobSchedule(job, ports)]));
  }

  get schedules(): JobSchedule[] {
    return [...this.#schedules.values()];
  }

  /** Plans every job's first run. */
  start({ firstStartAt, lastRuns }: PastRuns): void {
    for (const schedule of this.schedules) {
      schedule.start({ firstStartAt, lastStartedAt: lastRuns.get(schedule.job.id)?.startedAt ?? null });
    }
  }

  /** Runs a job now, independently of its due times. */
  runNow(id: JobId): StartedRun | RunRefused {
    const schedule = this.#schedules.get(id);
    if (this.#stopping || schedule === undefined) return { refused: 'stopping' };
    if (schedule.current) return { refused: 'running', since: schedule.current.startedAt };
    return schedule.runNow() ?? { refused: 'stopping' };
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
