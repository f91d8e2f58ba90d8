import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { LOG } from '@qt/telemetry';
import type { RecordedRun } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';
import { SchedulerRepository } from './scheduler.repository.ts';
import { SqliteSchedulerRepository } from './sqlite-scheduler.repository.ts';
import { StoreReadiness } from './store.readiness.ts';

/**
 * A repository whose failed writes do not stop a job: they are logged and make the service unready. A run that could not
 * be written still shows in metrics and health until the next restart.
 */
@Injectable()
export class TolerantSchedulerRepository extends SchedulerRepository {
  constructor(
    // By class: the port's own token injects this repository.
    @Inject(SqliteSchedulerRepository) private readonly inner: SchedulerRepository,
    private readonly readiness: StoreReadiness,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
    readiness.report(true, 'opened');
  }

  firstStart(now: number) {
    return this.inner.firstStart(now);
  }

  lastRuns() {
    return this.inner.lastRuns();
  }

  lastChecks() {
    return this.inner.lastChecks();
  }

  recordRun(run: RecordedRun) {
    return this.#attempt(() => this.inner.recordRun(run));
  }

  recordCheck(check: Check) {
    return this.#attempt(() => this.inner.recordCheck(check));
  }

  close() {
    return this.inner.close();
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.readiness.report(true, 'written');
    } catch (error) {
      this.readiness.report(false, messageOf(error));
      this.log.error('the history could not be written', { error });
    }
  }
}
