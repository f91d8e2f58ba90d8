import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { SourceWatch } from './dataset/source-monitor.ts';
import type { ModelFiles } from './models/model-file.repository.ts';
import { pause } from './pause.ts';
import { ensureFirstModel } from './runs/first-model.service.ts';
import { TrainingRuns } from './runs/runs.service.ts';
import type { RetrainStore } from './store/retrain.repository.ts';
import { FILES, STORE } from './tokens.ts';

/** A run under way at a stop gets this long to finish: the flush of the telemetry has to fit into 10 s too. */
const STOP_GRACE_MS = 5000;

/** Watches the source and sees to the first model while the service lives; ends the run under way with it. */
@Injectable()
export class Life implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #ended = new AbortController();
  #tasks: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(STORE) private readonly store: RetrainStore,
    @Inject(FILES) private readonly files: ModelFiles,
    @Inject(SourceWatch) private readonly source: SourceWatch,
    @Inject(TrainingRuns) private readonly runs: TrainingRuns,
    @Inject(LOG) private readonly log: Log,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  onApplicationBootstrap(): void {
    const { store, files, source, runs, log } = this;
    const { signal } = this.#ended;
    const firstModel = () => ensureFirstModel({ store, files, source, runs, log, pause }, signal);
    this.#tasks = Promise.all([
      source.run(signal),
      this.telemetry.withContext({ request_id: randomUUID() }, firstModel).catch((error: unknown) => {
        log.error('the first model could not be seen to', { error });
      }),
    ]);
  }

  /** While the server still answers: the last scrape sees the last run. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#ended.abort();
    await this.runs.stop(pause(STOP_GRACE_MS, new AbortController().signal));
    await this.#tasks;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
