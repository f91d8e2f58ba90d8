import type { JobId } from '@qt/catalogue';

/** The result of a run. A degraded one names what failed, how often, and why. */
export type RunOutcome =
  | { readonly status: 'success'; readonly symbolsDone: number }
  | {
      readonly status: 'degraded';
      readonly symbolsDone: number;
      /** Failures by provider, or by the service that failed (`qt-api`). */
      readonly errorsByProvider: Readonly<Record<string, number>>;
      readonly error: string;
    };

/** A job's work. It ends early when `signal` aborts; an exception makes the run degraded. */
export type Work = (signal: AbortSignal, run: RunInHand) => Promise<RunOutcome>;

/** What the first run after a start waits for, so that starting all services at once degrades no run. */
export interface StartGate {
  /** Whether the run can do its work now; polled about once a second. */
  isOpen(): Promise<boolean>;
  /** How long the first run waits at most after the start, in ms. */
  readonly atMostMs: number;
  /** The same if the job has never run: the first model is still being trained. */
  readonly atMostBeforeFirstRunMs: number;
}

export interface Job {
  readonly id: JobId;
  readonly intervalMs: number;
  /** A run that takes longer is ended as degraded. */
  readonly timeoutMs: number;
  /** When a job that never ran is due: at the first start, or one interval after it. */
  readonly firstRun: 'at_start' | 'after_interval';
  readonly gate?: StartGate;
  /** The service that the work calls, which counts as failed when a run times out. */
  readonly through?: 'qt-api' | 'qt-retrain-worker';
  /**
   * A run whose replica stopped answering is begun again under its own id, since whoever it calls does nothing twice for
   * one id; otherwise it is recorded as degraded, and the next one comes at its due time.
   */
  readonly repeatable?: boolean;
  readonly work: Work;
}

export type Trigger = 'schedule' | 'manual';

/** A run in progress. */
export interface StartedRun {
  readonly jobId: JobId;
  readonly runId: string;
  readonly trigger: Trigger;
  /** Unix ms. */
  readonly startedAt: number;
  /** Where replicas share a database: grows with each claim of the job, and each write of the run is made under it. */
  readonly token?: number;
}

/** A run, as its work has it in hand. */
export interface RunInHand extends StartedRun {
  /** @throws Error where another replica may have taken the run over: no further call may go out */
  readonly assertHeld: () => void;
}

/** A finished run. */
export interface FinishedRun extends StartedRun {
  /** Unix ms. */
  readonly finishedAt: number;
  readonly outcome: RunOutcome;
}

/** A job's last run as it is kept, with how many of its runs have been degraded in a row, this one included. */
export interface RecordedRun extends FinishedRun {
  readonly degradedInARow: number;
}

/** The run's duration in ms; 0 if the clock was set back meanwhile. */
export function durationOf(run: FinishedRun): number {
  return Math.max(0, run.finishedAt - run.startedAt);
}
