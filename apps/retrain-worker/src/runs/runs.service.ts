import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { pause } from '../pause.ts';
import { RunRecorder, type StartedRun } from './run-recorder.ts';
import { TrainingPipeline } from './training-pipeline.ts';

/** How long a stop waits for the run in progress. The telemetry must still flush within the 10 s that a stop may take. */
const STOP_GRACE_MS = 5000;

/** A run interrupted this often counts as failed: something keeps stopping the service while it trains. */
const MAX_STOPS = 3;

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

/**
 * Runs trainings, one at a time, each recorded before it begins and again when it ends. A run interrupted by a stop of
 * the service stays unfinished, and the next start restarts it.
 */
@Injectable()
export class RunsService implements OnModuleInit, BeforeApplicationShutdown {
  #starting = false;
  #active: ActiveRun | undefined;
  #stopped = false;

  constructor(
    private readonly recorder: RunRecorder,
    @Inject(TrainingPipeline) private readonly pipeline: Pick<TrainingPipeline, 'run'>,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.recorder.open();
  }

  /** Runs while the server still answers, so that the last scrape sees the last run. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop(pause(STOP_GRACE_MS, new AbortController().signal));
  }

  /** The run in progress. */
  get active(): ActiveRun | undefined {
    return this.#active;
  }

  /** Whether the next `start` restarts a run that a stop interrupted. */
  hasInterrupted(): Promise<boolean> {
    return this.recorder.hasInterrupted();
  }

  /**
   * Restarts the interrupted run if there is one; otherwise starts a new run, under that id if one is given.
   *
   * @throws RunUnderWay, RunsStopped, or StoreUnavailable if it cannot be recorded
   */
  async start(trigger: string, runId?: string): Promise<ActiveRun> {
    if (this.#stopped) throw new RunsStopped('runs: expected a running service, actual: one that is stopping');
    if (this.#starting || this.#active !== undefined) throw new RunUnderWay('a run is under way');
    this.#starting = true;
    try {
      // A run whose end could not be recorded would block this one.
      await this.recorder.failCrashed();
      const run = await this.recorder.begin(trigger, runId);
      const stop = new AbortController();
      this.#active = { runId: run.runId, stop, ended: this.#execute(run, stop.signal) };
      return this.#active;
    } finally {
      this.#starting = false;
    }
  }

  /** Starts no new run, and interrupts the active one if it is not finished when `grace` resolves. */
  async stop(grace: Promise<void>): Promise<void> {
    this.#stopped = true;
    const active = this.#active;
    if (active === undefined) return;
    await Promise.race([active.ended, grace]);
    active.stop.abort(new Error('stopped: the service stopped before the run finished'));
    await active.ended;
  }

  async #execute(run: StartedRun, signal: AbortSignal): Promise<boolean> {
    const { runId, trigger } = run;
    try {
      const advance = (progress: number, stage: string) => this.recorder.advance(runId, progress, stage);
      const result = await this.telemetry.inSpan('retrain', { 'qt.run_id': runId, 'qt.trigger': trigger }, () =>
        this.pipeline.run({ runId, signal, advance }),
      );
      signal.throwIfAborted();
      await this.recorder.succeed(run, result);
      return true;
    } catch (error) {
      if (signal.aborted && run.stops + 1 < MAX_STOPS) await this.recorder.interrupt(run);
      else await this.recorder.fail(run, error);
      return false;
    } finally {
      this.#active = undefined;
    }
  }
}
