import type { JobId, ProviderName } from '@qt/catalogue';
import type { FinishedRun } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';

/** What the scheduler remembers across restarts: its first start, and the last run and check of each kind. */
export interface History {
  /** When the scheduler first started ever, Unix ms: `now` at the first call, the same ever after. */
  firstStart(now: number): Promise<number>;
  lastRuns(): Promise<ReadonlyMap<JobId, FinishedRun>>;
  /** Replaces the job's last run. */
  recordRun(run: FinishedRun): Promise<void>;
  lastChecks(): Promise<ReadonlyMap<ProviderName, Check>>;
  /** Replaces the target's last check. */
  recordCheck(check: Check): Promise<void>;
  close(): Promise<void>;
}
