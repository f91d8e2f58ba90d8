import { type Instruments, RETRAIN_STATUSES, type RetrainStatus } from '@qt/catalogue';
import type { RetrainStore } from '../store/retrain.repository.ts';

export type RunInstruments = Instruments<
  | 'qt_retrain_runs_total'
  | 'qt_retrain_duration_seconds'
  | 'qt_retrain_last_success_timestamp_seconds'
  | 'qt_retrain_last_failure_timestamp_seconds'
>;

/** What the metrics say of runs; true from the moment it is made. */
export class RunMetrics {
  readonly #instruments: RunInstruments;

  private constructor(instruments: RunInstruments) {
    this.#instruments = instruments;
  }

  static async open(instruments: RunInstruments, store: RetrainStore): Promise<RunMetrics> {
    for (const status of RETRAIN_STATUSES) {
      instruments.qt_retrain_runs_total.declare({ status });
      instruments.qt_retrain_duration_seconds.declare({ status });
    }
    const succeeded = (await store.lastFinishedAt('success')) ?? (await store.firstStartAt());
    instruments.qt_retrain_last_success_timestamp_seconds.set(succeeded / 1000);
    const failed = await store.lastFinishedAt('failure');
    if (failed !== null) instruments.qt_retrain_last_failure_timestamp_seconds.set(failed / 1000);
    return new RunMetrics(instruments);
  }

  /** A run ended, recorded `at` (Unix ms) after `durationMs`. */
  finished(status: RetrainStatus, at: number, durationMs: number): void {
    const last = {
      success: this.#instruments.qt_retrain_last_success_timestamp_seconds,
      failure: this.#instruments.qt_retrain_last_failure_timestamp_seconds,
    };
    this.#instruments.qt_retrain_runs_total.add(1, { status });
    this.#instruments.qt_retrain_duration_seconds.record(durationMs / 1000, { status });
    last[status].set(at / 1000);
  }
}
