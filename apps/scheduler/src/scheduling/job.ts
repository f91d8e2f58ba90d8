import type { JobId } from '@qt/catalogue';

/** What a run did. A degraded one always says who failed, how often, and why. */
export type Outcome =
  | { readonly status: 'success'; readonly symbolsDone: number }
  | {
      readonly status: 'degraded';
      readonly symbolsDone: number;
      /** Failures by provider, or by the service that failed (`qt-api`). */
      readonly errorsByProvider: Readonly<Record<string, number>>;
      readonly error: string;
    };

/** A job's work. It ends early when `signal` aborts; what it throws makes the run degraded. */
export type Work = (signal: AbortSignal) => Promise<Outcome>;

/** What the first run after a start waits for, so that a start of all services at once degrades nothing. */
export interface Gate {
  /** Can the run do its work now? Asked about once a second. */
  isOpen(): Promise<boolean>;
  /** The first run is not held back longer than this after the start, in ms. */
  readonly atMostMs: number;
  /** The same at a start before the job's first run ever: the first model is still in training. */
  readonly atMostBeforeFirstRunMs: number;
}

export interface Job {
  readonly id: JobId;
  readonly intervalMs: number;
  /** A run that lasts longer is ended, and degraded. */
  readonly timeoutMs: number;
  /** When a job that never ran is due: at the first start, or one interval after it. */
  readonly firstRun: 'at_start' | 'after_interval';
  readonly gate?: Gate;
  /** The service through which the work is done: it is what failed when a run outlasts its time-out. */
  readonly through?: 'qt-api' | 'qt-retrain-worker';
  readonly work: Work;
}

export type Trigger = 'schedule' | 'manual';

/** A run of a job under way. */
export interface StartedRun {
  readonly jobId: JobId;
  readonly runId: string;
  readonly trigger: Trigger;
  /** Unix ms. */
  readonly startedAt: number;
}

/** A run that ended. */
export interface FinishedRun extends StartedRun {
  /** Unix ms. */
  readonly finishedAt: number;
  readonly outcome: Outcome;
}

/** The run's duration in ms, 0 where the clock was set back in its course. */
export function durationOf(run: FinishedRun): number {
  return Math.max(0, run.finishedAt - run.startedAt);
}
