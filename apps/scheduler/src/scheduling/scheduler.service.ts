import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { History } from '../store/scheduler.repository.ts';
import { HISTORY } from '../tokens.ts';
import { RunJournal } from './run-history.ts';
import { Scheduler } from './scheduler.ts';

/** Runs under way at a stop get this long to finish: the flush of the telemetry has to fit into 10 s too. */
const STOP_GRACE_MS = 5000;

/** Starts the jobs with the service, and ends them with it. */
@Injectable()
export class Life implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(Scheduler) private readonly scheduler: Scheduler,
    @Inject(RunJournal) private readonly journal: RunJournal,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  onApplicationBootstrap(): void {
    this.scheduler.start(this.journal);
  }

  /** While the server still answers: the last scrape sees the last runs. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.scheduler.stop(STOP_GRACE_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.history.close();
  }
}
