import type { JobId, ProviderName } from '@qt/catalogue';
import type { RecordedRun, StartedRun } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';

/**
 * What survives a restart: the first start, and the last run of each job and the last check of each provider. Where replicas
 * share it, a write is made under the token of its run.
 */
export abstract class SchedulerRepository {
  /** Whether other replicas write to it as well. */
  abstract readonly isShared: boolean;
  /** When the scheduler first started ever, Unix ms: `now` at the first call, and unchanged afterwards. */
  abstract firstStart(now: number): Promise<number>;
  abstract lastRuns(): Promise<ReadonlyMap<JobId, RecordedRun>>;
  /** Replaces the job's last run. False: another replica has taken the run over, and nothing was written. */
  abstract recordRun(run: RecordedRun): Promise<boolean>;
  abstract lastChecks(): Promise<ReadonlyMap<ProviderName, Check>>;
  /** Replaces the target's last check. False: as above. */
  abstract recordCheck(check: Check, run: StartedRun): Promise<boolean>;
  abstract close(): Promise<void>;
}
