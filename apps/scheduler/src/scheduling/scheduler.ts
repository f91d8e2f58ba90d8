import type { JobId } from '@qt/catalogue';
import type { FinishedRun, Job, StartedRun } from './job.ts';
import { type Desk, Timetable } from './job-schedule.ts';

/** What the runs of earlier starts left behind. */
export interface Remembered {
  /** When this scheduler first started ever, Unix ms. */
  readonly firstStartAt: number;
  readonly lastRuns: ReadonlyMap<JobId, FinishedRun>;
}

/** Why a job did not begin by hand. */
export type Refusal = { readonly refused: 'running'; readonly since: number } | { readonly refused: 'stopping' };

/** The jobs' timetables as one thing that starts and stops. */
export class Scheduler {
  readonly #desk: Desk;
  readonly #timetables: ReadonlyMap<JobId, Timetable>;
  #stopping = false;

  constructor(jobs: readonly Job[], desk: Desk) {
    this.#desk = desk;
    this.#timetables = new Map(jobs.map((job) => [job.id, new Timetable(job, desk)]));
  }

  get timetables(): Timetable[] {
    return [...this.#timetables.values()];
  }

  /** Plans every job's first run. */
  start({ firstStartAt, lastRuns }: Remembered): void {
    for (const timetable of this.timetables) {
      timetable.start({ firstStartAt, lastStartedAt: lastRuns.get(timetable.job.id)?.startedAt ?? null });
    }
  }

  /** Runs a job now, beside its due times. */
  runNow(id: JobId): StartedRun | Refusal {
    const timetable = this.#timetables.get(id);
    if (this.#stopping || timetable === undefined) return { refused: 'stopping' };
    if (timetable.current) return { refused: 'running', since: timetable.current.startedAt };
    return timetable.runNow() ?? { refused: 'stopping' };
  }

  /**
   * Begins no run any more and lets those under way finish; after `graceMs` what is left is ended, degraded. Settles
   * when every run is recorded.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    for (const timetable of this.timetables) timetable.stop();
    const cancel = this.#desk.timers.after(graceMs, () => {
      for (const timetable of this.timetables) timetable.end('ended by the stop of the scheduler');
    });
    await Promise.all(this.timetables.map((timetable) => timetable.idle()));
    cancel();
  }
}
