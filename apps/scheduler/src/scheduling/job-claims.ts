import type { Job, RecordedRun, StartedRun, Trigger } from './job.ts';

/** A run that is a replica's own until another one takes its job over: then its token is no longer the job's. */
export interface ClaimedRun extends StartedRun {
  readonly token: number;
}

/** How a job stands with all replicas together. */
export interface Standing {
  /** How long until it is due, in ms; 0 or less: it is. */
  readonly dueInMs: number;
  /** The run in progress, whichever replica has it. */
  readonly running: ClaimedRun | undefined;
  /** Whether that run was given to the one who asks, just now. */
  readonly granted: boolean;
  /** A run whose replica has stopped answering, which this look has recorded as degraded. */
  readonly closed: RecordedRun | undefined;
}

/** What a replica asks for when it looks at a job. */
export interface Request {
  readonly trigger: Trigger;
  /** Unix ms. */
  readonly startedAt: number;
}

/**
 * Which replica runs a job, and when. A run is claimed for `leaseMs` at a time and claimed again while it goes on. Each
 * claim has a token that grows; a write under an older one is refused.
 */
export abstract class JobClaims {
  /** In ms. */
  abstract readonly leaseMs: number;

  /** Makes the job known. The first replica decides when it is due first; a shorter interval makes it due earlier. */
  abstract open(job: Job): Promise<void>;

  /**
   * How the job stands, once a run that is lost has been closed or given to the one who asks, a due time during a run has
   * been skipped, and a due one, or a manual one, has been given. `id` is a new one for each look: the run's, if it becomes one.
   * Without a `request` nothing is given.
   */
  abstract look(job: Job, id: string, request?: Request): Promise<Standing>;

  /** Keeps the run for `leaseMs` more. False: it is no longer this replica's. */
  abstract renew(run: ClaimedRun): Promise<boolean>;
}
