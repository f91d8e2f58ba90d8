import { Inject, Injectable } from '@nestjs/common';
import { type Instruments, RETRAIN_STATUSES, type RetrainStatus } from '@qt/catalogue';
import { INSTRUMENTS } from '@qt/telemetry';
import { RetrainRepository } from '../store/retrain.repository.ts';

type RunInstruments = Instruments<
  | 'qt_retrain_runs_total'
  | 'qt_retrain_duration_seconds'
  | 'qt_retrain_last_success_timestamp_seconds'
  | 'qt_retrain_last_failure_timestamp_seconds'
  | 'qt_retrain_running_since_timestamp_seconds'
>;

/** The metrics of runs. */
@Injectable()
export class RunMetrics {
  constructor(
    @Inject(INSTRUMENTS) private readonly instruments: RunInstruments,
    private readonly repository: RetrainRepository,
  ) {}

  /** Declares the counters and sets the gauges from the runs of earlier starts. */
  async load(): Promise<void> {
    const { instruments, repository } = this;
    for (const status of RETRAIN_STATUSES) {
      instruments.qt_retrain_runs_total.declare({ status });
      instruments.qt_retrain_duration_seconds.declare({ status });
    }
    const succeeded = (await repository.lastFinishedAt('success')) ?? (await repository.firstStartAt());
    instruments.qt_retrain_last_success_timestamp_seconds.set(succeeded / 1000);
    const failed = await repository.lastFinishedAt('failure');
    if (failed !== null) instruments.qt_retrain_last_failure_timestamp_seconds.set(failed / 1000);
  }

  /** A run began at `at`, Unix ms. */
  started(at: number): void {
    this.instruments.qt_retrain_running_since_timestamp_seconds.set(at / 1000);
  }

  /** No run is in progress any more. */
  ended(): void {
    this.instruments.qt_retrain_running_since_timestamp_seconds.end({});
  }

  /** A run ended, recorded `at` (Unix ms) after `durationMs`. */
  finished(status: RetrainStatus, at: number, durationMs: number): void {
    const last = {
      success: this.instruments.qt_retrain_last_success_timestamp_seconds,
      failure: this.instruments.qt_retrain_last_failure_timestamp_seconds,
    };
    this.instruments.qt_retrain_runs_total.add(1, { status });
    this.instruments.qt_retrain_duration_seconds.record(durationMs / 1000, { status });
    last[status].set(at / 1000);
  }
}
