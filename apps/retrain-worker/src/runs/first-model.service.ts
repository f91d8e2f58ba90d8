import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { SourceMonitor } from '../dataset/source-monitor.ts';
import { ModelFileRepository } from '../models/model-file.repository.ts';
import { pause } from '../pause.ts';
import { RetrainRepository } from '../store/retrain.repository.ts';
import { RunsService, RunsStopped, RunUnderWay } from './runs.service.ts';
import { usableCurrent } from './usable-current.ts';

const SOURCE_PAUSE_MS = 2_000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 600_000;

/** Trains the first model after the service starts, if one is needed. */
@Injectable()
export class FirstModelService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: RetrainRepository,
    private readonly files: ModelFileRepository,
    @Inject(SourceMonitor) private readonly source: Pick<SourceMonitor, 'probe'>,
    private readonly runs: RunsService,
    @Inject(LOG) private readonly log: Log,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'withContext'>,
  ) {}

  onApplicationBootstrap(): void {
    const ensure = () => this.ensure(this.#stopped.signal, pause);
    this.#running = this.telemetry.withContext({ request_id: randomUUID() }, ensure).catch((error: unknown) => {
      this.log.error('the first model could not be ensured', { error });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /**
   * If no model is usable, or a stop interrupted a run, starts a run as soon as the source of candles answers, and
   * again after each failure, with increasing delays. Returns after a run that succeeded.
   */
  async ensure(signal: AbortSignal, pause: (ms: number, signal: AbortSignal) => Promise<void>): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const { artifact, problem } = await usableCurrent(this.repository, this.files);
      if (artifact !== null && !(await this.runs.hasInterrupted())) return;
      if (problem !== null) this.log.warn('a new first model is needed', { why: problem });
      while (!signal.aborted && !(await this.source.probe())) await pause(SOURCE_PAUSE_MS, signal);
      if (signal.aborted || (await this.#runOnce())) return;
      await pause(retryMs, signal);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    }
  }

  /** Returns whether the run succeeded: its own, or one already in progress. */
  async #runOnce(): Promise<boolean> {
    try {
      return await (await this.runs.start('first_model')).ended;
    } catch (error) {
      if (error instanceof RunUnderWay) return (await this.runs.active?.ended) ?? false;
      if (!(error instanceof RunsStopped)) this.log.error('the first run could not be started', { error });
      return false;
    }
  }
}
