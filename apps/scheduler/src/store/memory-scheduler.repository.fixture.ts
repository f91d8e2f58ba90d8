import type { JobId, ProviderName } from '@qt/catalogue';
import type { RecordedRun } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';
import { SchedulerRepository } from './scheduler.repository.ts';

/** A repository without a file. */
export class MemorySchedulerRepository extends SchedulerRepository {
  readonly isShared = false;
  #firstStart: number | undefined;
  readonly #runs = new Map<JobId, RecordedRun>();
  readonly #checks = new Map<ProviderName, Check>();

  async firstStart(now: number): Promise<number> {
    this.#firstStart ??= now;
    return this.#firstStart;
  }

  async lastRuns(): Promise<ReadonlyMap<JobId, RecordedRun>> {
    return new Map(this.#runs);
  }

  async recordRun(run: RecordedRun): Promise<boolean> {
    this.#runs.set(run.jobId, run);
    return true;
  }

  async lastChecks(): Promise<ReadonlyMap<ProviderName, Check>> {
    return new Map(this.#checks);
  }

  async recordCheck(check: Check): Promise<boolean> {
    this.#checks.set(check.target, check);
    return true;
  }

  async close(): Promise<void> {}
}
