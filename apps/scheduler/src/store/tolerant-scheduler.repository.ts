import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { LOG } from '@qt/telemetry';
import type { RecordedRun, StartedRun } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';
import { SchedulerRepository } from './scheduler.repository.ts';
import { StoreReadiness } from './store.readiness.ts';
import { STORE } from './tokens.ts';

/**
 * A repository whose failed writes do not stop a job: they are logged and make the service unready. A run that could not
 * be written still shows in metrics and health until the next restart, unless replicas share the store: then another one
 * records and counts it, as lost.
 */
@Injectable()
export class TolerantSchedulerRepository extends SchedulerRepository implements OnApplicationShutdown {
  constructor(
    @Inject(STORE) private readonly inner: SchedulerRepository,
    private readonly readiness: StoreReadiness,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
    readiness.report(true, 'opened');
  }

  get isShared() {
    return this.inner.isShared;
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

  recordCheck(check: Check, run: StartedRun) {
    return this.#attempt(() => this.inner.recordCheck(check, run));
  }

  close() {
    return this.inner.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async #attempt(write: () => Promise<boolean>): Promise<boolean> {
    try {
      const written = await write();
      this.readiness.report(true, 'written');
      return written;
    } catch (error) {
      this.readiness.report(false, messageOf(error));
      this.log.error('the history could not be written', { error });
      return !this.isShared;
    }
  }
}
