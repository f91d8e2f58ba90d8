import type { JobId, ProviderName } from '@qt/catalogue';
import type { RecordedRun } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';

/** What survives a restart: the first start, and the last run of each job and the last check of each provider. */
export abstract class SchedulerRepository {
  /** When the scheduler first started ever, Unix ms: `now` at the first call, and unchanged afterwards. */
  abstract firstStart(now: number): Promise<number>;
  abstract lastRuns(): Promise<ReadonlyMap<JobId, RecordedRun>>;
  /** Replaces the job's last run. */
  abstract recordRun(run: RecordedRun): Promise<void>;
  abstract lastChecks(): Promise<ReadonlyMap<ProviderName, Check>>;
  /** Replaces the target's last check. */
  abstract recordCheck(check: Check): Promise<void>;
  abstract close(): Promise<void>;
}
