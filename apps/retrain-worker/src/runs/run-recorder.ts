import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { RetrainRepository } from '../store/retrain.repository.ts';
import { RunMetrics } from './runs.metrics.ts';
import type { RunResult } from './training-pipeline.ts';

/** What is recorded of a run when it begins. */
export interface StartedRun {
  readonly runId: string;
  readonly trigger: string;
  /** Unix ms. */
  readonly startedAt: number;
  /** How often a stop has interrupted it so far. */
  readonly stops: number;
}

/** Records the course of a run in the repository, the metrics and the log. */
@Injectable()
export class RunRecorder {
  constructor(
    private readonly repository: RetrainRepository,
    private readonly metrics: RunMetrics,
    @Inject(LOG) private readonly log: Log,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** Shows the runs of earlier starts in the metrics; one that a crash cut off becomes a failure. */
  async open(): Promise<void> {
    await this.metrics.load();
    await this.failCrashed();
  }

  /** Whether a stop interrupted a run that has not been restarted yet. */
  async hasInterrupted(): Promise<boolean> {
    return (await this.repository.unfinished()).some(({ interrupted }) => interrupted);
  }

  /** Records runs cut off by a crash as failures. */
  async failCrashed(): Promise<void> {
    for (const { runId, startedAt, seenAt, stage, interrupted } of await this.repository.unfinished()) {
      if (interrupted) continue;
      const error = `the worker ended in the middle of the run (${stage})`;
      const at = this.now();
      await this.repository.fail(runId, at, error);
      this.metrics.finished('failure', at, seenAt - startedAt);
      this.log.event('retrain.failed', { run_id: runId, duration_ms: seenAt - startedAt, error });
    }
  }

  /** Restarts the interrupted run if there is one; otherwise records a new run. */
  async begin(trigger: string, runId?: string): Promise<StartedRun> {
    const run = await this.#nextRun(trigger, runId);
    this.metrics.started(run.startedAt);
    this.log.event('retrain.started', { run_id: run.runId, trigger: run.trigger });
    return run;
  }

  advance(runId: string, done: number, stage: string): void {
    const progress = Math.round(done * 100) / 100;
    this.log.info('retrain progress', { run_id: runId, progress, stage });
    this.repository.advance(runId, this.now(), progress, stage).catch((error: unknown) => {
      this.log.warn('the progress of a run could not be recorded', { run_id: runId, error });
    });
  }

  async succeed({ runId, startedAt }: StartedRun, result: RunResult): Promise<void> {
    const at = this.now();
    await this.repository.succeed(runId, at, result);
    this.metrics.finished('success', at, at - startedAt);
    this.metrics.ended();
    const { card, promoted, why, previous, shadow } = result;
    const model = { model_version: card.version, why };
    this.log.event('retrain.succeeded', { run_id: runId, ...model, promoted, duration_ms: at - startedAt });
    if (promoted) this.log.event('model.promoted', { ...model, previous_version: previous });
    if (shadow !== null) {
      const until = new Date(shadow.endsAt).toISOString();
      this.log.event('model.shadow.started', { ...model, current_version: shadow.rival, until });
    }
  }

  async interrupt({ runId, startedAt }: StartedRun): Promise<void> {
    const at = this.now();
    try {
      await this.repository.interrupt(runId, at);
      this.log.info('run interrupted by a stop: the next start runs it again', {
        run_id: runId,
        duration_ms: at - startedAt,
      });
    } catch (error) {
      this.log.error('an interrupted run could not be recorded: it will count as a failure', { run_id: runId, error });
    } finally {
      this.metrics.ended();
    }
  }

  async fail({ runId, startedAt }: StartedRun, cause: unknown): Promise<void> {
    const error = messageOf(cause);
    const at = this.now();
    try {
      await this.repository.fail(runId, at, error);
      this.metrics.finished('failure', at, at - startedAt);
    } catch (unrecorded) {
      // Counted once it is recorded: by the next run, or after the next start.
      this.log.error('the failure of a run could not be recorded', { run_id: runId, error: unrecorded });
    }
    this.metrics.ended();
    this.log.event('retrain.failed', { run_id: runId, duration_ms: at - startedAt, error });
  }

  async #nextRun(trigger: string, runId: string = randomUUID()): Promise<StartedRun> {
    const startedAt = this.now();
    const [interrupted] = await this.repository.unfinished();
    if (interrupted !== undefined) {
      await this.repository.restart(interrupted.runId, startedAt);
      return { ...interrupted, startedAt };
    }
    await this.repository.begin({ runId, trigger, startedAt });
    return { runId, trigger, startedAt, stops: 0 };
  }
}
