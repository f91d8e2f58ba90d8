import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { pause } from '../pause.ts';
import { RetrainRepository } from '../store/retrain.repository.ts';
import { RunMetrics } from './runs.metrics.ts';
import { TrainingPipeline } from './training-pipeline.ts';

/** A run in progress at a stop gets this long to finish: the flush of the telemetry has to fit into 10 s too. */
const STOP_GRACE_MS = 5000;

/** A run was requested while one is in progress. */
export class RunUnderWay extends Error {
  override readonly name = 'RunUnderWay';
}

/** No run begins: the service is stopping. */
export class RunsStopped extends Error {
  override readonly name = 'RunsStopped';
}

interface ActiveRun {
  readonly runId: string;
  readonly stop: AbortController;
  /** Resolves when the run's end has been recorded; whether it succeeded. */
  readonly ended: Promise<boolean>;
}

/** What is recorded of a run when it begins. */
interface StartedRun {
  readonly runId: string;
  readonly trigger: string;
  readonly startedAt: number;
  /** How often a stop has interrupted it so far. */
  readonly stops: number;
}

/** A run interrupted this often is a failure: something stops the service each time that it trains. */
const MOST_STOPS = 3;

/**
 * Runs trainings, one at a time, each recorded before it begins and again when it ends. One that a stop of the service
 * interrupts has no end yet: it is set aside, and the next start runs it again.
 */
@Injectable()
export class RunsService implements OnModuleInit, BeforeApplicationShutdown {
  #starting = false;
  #active: ActiveRun | undefined;
  #stopped = false;

  constructor(
    private readonly repository: RetrainRepository,
    private readonly metrics: RunMetrics,
    @Inject(TrainingPipeline) private readonly pipeline: Pick<TrainingPipeline, 'run'>,
    @Inject(LOG) private readonly log: Log,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.metrics.load();
    await this.recover();
  }

  /** While the server still answers, so that the last scrape sees the last run. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop(pause(STOP_GRACE_MS, new AbortController().signal));
  }

  /** Records the runs that a crash interrupted as failures. */
  async recover(): Promise<void> {
    for (const { runId, startedAt, seenAt, stage, setAside } of await this.repository.unfinished()) {
      if (setAside) continue;
      const error = `the worker ended in the middle of the run (${stage})`;
      const at = this.now();
      await this.repository.fail(runId, at, error);
      this.metrics.finished('failure', at, seenAt - startedAt);
      this.log.event('retrain.failed', { run_id: runId, duration_ms: seenAt - startedAt, error });
    }
  }

  /** Is there a run set aside by a stop, which the next `start` runs again? */
  async hasSetAside(): Promise<boolean> {
    return (await this.repository.unfinished()).some(({ setAside }) => setAside);
  }

  /**
   * Starts a run: the one set aside, if there is one, else a new one.
   *
   * @throws RunUnderWay, RunsStopped, or StoreUnavailable if it cannot be recorded
   */
  async start(trigger: string): Promise<ActiveRun> {
    if (this.#stopped) throw new RunsStopped('runs: expected a running service, actual: one that is stopping');
    if (this.#starting || this.#active !== undefined) throw new RunUnderWay('a run is under way');
    this.#starting = true;
    try {
      // A run whose end could not be recorded would block this one.
      await this.recover();
      const run = await this.#begin(trigger);
      const { runId } = run;
      this.log.event('retrain.started', { run_id: runId, trigger: run.trigger });
      const stop = new AbortController();
      this.#active = { runId, stop, ended: this.#execute(run, stop.signal) };
      return this.#active;
    } finally {
      this.#starting = false;
    }
  }

  async #begin(trigger: string): Promise<StartedRun> {
    const startedAt = this.now();
    const [waiting] = await this.repository.unfinished();
    if (waiting !== undefined) {
      await this.repository.takeUp(waiting.runId, startedAt);
      return { ...waiting, startedAt };
    }
    const runId = randomUUID();
    await this.repository.begin({ runId, trigger, startedAt });
    return { runId, trigger, startedAt, stops: 0 };
  }

  /** The run in progress. */
  get active(): ActiveRun | undefined {
    return this.#active;
  }

  /** Lets the active run finish until `patience` resolves, then sets it aside; no new run begins. */
  async stop(patience: Promise<void>): Promise<void> {
    this.#stopped = true;
    const active = this.#active;
    if (active === undefined) return;
    await Promise.race([active.ended, patience]);
    active.stop.abort(new Error('stopped: the service stopped before the run finished'));
    await active.ended;
  }

  async #execute(run: StartedRun, signal: AbortSignal): Promise<boolean> {
    const { runId, trigger, startedAt } = run;
    try {
      const advance = (progress: number, stage: string) => this.#advance(runId, progress, stage);
      const candidate = await this.telemetry.inSpan('retrain', { 'qt.run_id': runId, 'qt.trigger': trigger }, () =>
        this.pipeline.run({ runId, signal, advance }),
      );
      signal.throwIfAborted();
      const at = this.now();
      await this.repository.succeed(runId, at, candidate);
      this.metrics.finished('success', at, at - startedAt);
      const { card, promoted, why, previous } = candidate;
      const model = { model_version: card.version, why };
      this.log.event('retrain.succeeded', { run_id: runId, ...model, promoted, duration_ms: at - startedAt });
      if (promoted) this.log.event('model.promoted', { ...model, previous_version: previous });
      return true;
    } catch (error) {
      if (signal.aborted && run.stops + 1 < MOST_STOPS) await this.#setAside(run);
      else await this.#fail(runId, startedAt, error);
      return false;
    } finally {
      this.#active = undefined;
    }
  }

  async #setAside({ runId, startedAt }: StartedRun): Promise<void> {
    const at = this.now();
    try {
      await this.repository.setAside(runId, at);
      this.log.info('run interrupted by a stop: the next start runs it again', {
        run_id: runId,
        duration_ms: at - startedAt,
      });
    } catch (unrecorded) {
      this.log.error('an interrupted run could not be recorded: it will count as a failure', {
        run_id: runId,
        error: unrecorded,
      });
    }
  }

  async #fail(runId: string, startedAt: number, cause: unknown): Promise<void> {
    const error = messageOf(cause);
    const at = this.now();
    try {
      await this.repository.fail(runId, at, error);
      this.metrics.finished('failure', at, at - startedAt);
    } catch (unrecorded) {
      // Counted once it is recorded: by the next run, or after the next start.
      this.log.error('the failure of a run could not be recorded', { run_id: runId, error: unrecorded });
    }
    this.log.event('retrain.failed', { run_id: runId, duration_ms: at - startedAt, error });
  }

  #advance(runId: string, done: number, stage: string): void {
    const progress = Math.round(done * 100) / 100;
    this.log.info('retrain progress', { run_id: runId, progress, stage });
    this.repository.advance(runId, this.now(), progress, stage).catch((error: unknown) => {
      this.log.warn('the progress of a run could not be recorded', { run_id: runId, error });
    });
  }
}
