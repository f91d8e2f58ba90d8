import type { Log } from '@qt/catalogue';
import type { JudgedCandidate, RetrainStore } from '../store/retrain.repository.ts';
import type { RunMetrics } from './runs.metrics.ts';

/** What a run does. `advance` says how far it is (0 to 1) and with what. */
export type RunWork = (run: {
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly advance: (progress: number, stage: string) => void;
}) => Promise<JudgedCandidate & { readonly previous: string | null }>;

export interface TrainingRunsOptions {
  readonly store: RetrainStore;
  readonly metrics: RunMetrics;
  readonly log: Log;
  readonly work: RunWork;
  /** Runs `work` in a span of its own. */
  readonly accompany: <T>(fields: { run_id: string; trigger: string }, work: () => Promise<T>) => Promise<T>;
  readonly newRunId: () => string;
  /** Unix ms. */
  readonly now: () => number;
}

/** A run was asked for while one is under way. */
export class RunUnderWay extends Error {
  override readonly name = 'RunUnderWay';
}

/** No run begins any more: the service is stopping. */
export class RunsStopped extends Error {
  override readonly name = 'RunsStopped';
}

interface ActiveRun {
  readonly runId: string;
  readonly stop: AbortController;
  /** Resolves when the run's end has been recorded; whether it succeeded. */
  readonly ended: Promise<boolean>;
}

/** What is written down of a run when it begins. */
interface Begun {
  readonly runId: string;
  readonly trigger: string;
  readonly startedAt: number;
  /** How often a stop has cut it off so far. */
  readonly stops: number;
}

/** A run that stops cut off this often is a failure: something ends the service each time that it trains. */
const MOST_STOPS = 3;

/**
 * Runs trainings, one at a time, each written down before it begins and again when it ends. One that a stop of the
 * service cuts off has no end yet: it is set aside, and the next start begins it anew.
 */
export class TrainingRuns {
  readonly #options: TrainingRunsOptions;
  #starting = false;
  #active: ActiveRun | undefined;
  #stopped = false;

  constructor(options: TrainingRunsOptions) {
    this.#options = options;
  }

  /** Records as failures the runs that a crash cut off. To be called before the first `start`. */
  async recover(): Promise<void> {
    const { store, metrics, log, now } = this.#options;
    for (const { runId, startedAt, seenAt, stage, setAside } of await store.unfinished()) {
      if (setAside) continue;
      const error = `the worker ended in the middle of the run (${stage})`;
      const at = now();
      await store.fail(runId, at, error);
      metrics.finished('failure', at, seenAt - startedAt);
      log.event('retrain.failed', { run_id: runId, duration_ms: seenAt - startedAt, error });
    }
  }

  /** Is there a run that a stop set aside, so that the next `start` takes it up? */
  async hasSetAside(): Promise<boolean> {
    return (await this.#options.store.unfinished()).some(({ setAside }) => setAside);
  }

  /**
   * Begins a run: the one that was set aside, if there is one, else a new one.
   *
   * @throws RunUnderWay, RunsStopped, or StoreUnavailable if it cannot be written down
   */
  async start(trigger: string): Promise<ActiveRun> {
    if (this.#stopped) throw new RunsStopped('runs: expected a running service, actual: one that is stopping');
    if (this.#starting || this.#active !== undefined) throw new RunUnderWay('a run is under way');
    this.#starting = true;
    try {
      // A run whose end could not be written down would be in the way of this one.
      await this.recover();
      const run = await this.#begin(trigger);
      const { runId } = run;
      this.#options.log.event('retrain.started', { run_id: runId, trigger: run.trigger });
      const stop = new AbortController();
      this.#active = { runId, stop, ended: this.#carryOut(run, stop.signal) };
      return this.#active;
    } finally {
      this.#starting = false;
    }
  }

  async #begin(trigger: string): Promise<Begun> {
    const { store, newRunId, now } = this.#options;
    const startedAt = now();
    const [waiting] = await store.unfinished();
    if (waiting !== undefined) {
      await store.takeUp(waiting.runId, startedAt);
      return { ...waiting, startedAt };
    }
    const runId = newRunId();
    await store.begin({ runId, trigger, startedAt });
    return { runId, trigger, startedAt, stops: 0 };
  }

  /** The run that is under way. */
  get active(): ActiveRun | undefined {
    return this.#active;
  }

  /** Lets the active run finish until `patience` resolves, then sets it aside; no run begins any more. */
  async stop(patience: Promise<void>): Promise<void> {
    this.#stopped = true;
    const active = this.#active;
    if (active === undefined) return;
    await Promise.race([active.ended, patience]);
    active.stop.abort(new Error('stopped: the service was told to end before the run was done'));
    await active.ended;
  }

  async #carryOut(run: Begun, signal: AbortSignal): Promise<boolean> {
    const { runId, trigger, startedAt } = run;
    const { accompany, work, store, metrics, log, now } = this.#options;
    try {
      const advance = (progress: number, stage: string) => this.#advance(runId, progress, stage);
      const candidate = await accompany({ run_id: runId, trigger }, () => work({ runId, signal, advance }));
      signal.throwIfAborted();
      const at = now();
      await store.succeed(runId, at, candidate);
      metrics.finished('success', at, at - startedAt);
      const { card, promoted, why, previous } = candidate;
      const model = { model_version: card.version, why };
      log.event('retrain.succeeded', { run_id: runId, ...model, promoted, duration_ms: at - startedAt });
      if (promoted) log.event('model.promoted', { ...model, previous_version: previous });
      return true;
    } catch (error) {
      if (signal.aborted && run.stops + 1 < MOST_STOPS) await this.#setAside(run);
      else await this.#fail(runId, startedAt, error);
      return false;
    } finally {
      this.#active = undefined;
    }
  }

  async #setAside({ runId, startedAt }: Begun): Promise<void> {
    const { store, log, now } = this.#options;
    const at = now();
    try {
      await store.setAside(runId, at);
      log.info('run set aside by a stop: the next start takes it up', { run_id: runId, duration_ms: at - startedAt });
    } catch (unwritten) {
      log.error('it could not be written down that a run was set aside: it will count as a failure', {
        run_id: runId,
        error: unwritten,
      });
    }
  }

  async #fail(runId: string, startedAt: number, cause: unknown): Promise<void> {
    const { store, metrics, log, now } = this.#options;
    const error = cause instanceof Error ? cause.message : String(cause);
    const at = now();
    try {
      await store.fail(runId, at, error);
      metrics.finished('failure', at, at - startedAt);
    } catch (unwritten) {
      // Counted when it is written down: by the next run, or after the next start.
      log.error('the failure of a run could not be written down', { run_id: runId, error: unwritten });
    }
    log.event('retrain.failed', { run_id: runId, duration_ms: at - startedAt, error });
  }

  #advance(runId: string, done: number, stage: string): void {
    const { store, log, now } = this.#options;
    const progress = Math.round(done * 100) / 100;
    log.info('retrain progress', { run_id: runId, progress, stage });
    store.advance(runId, now(), progress, stage).catch((error: unknown) => {
      log.warn('the progress of a run could not be written down', { run_id: runId, error });
    });
  }
}
