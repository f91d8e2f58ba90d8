import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCKS, type ClockName, type Instruments, type Log } from '@qt/catalogue';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import type { StartedRun } from '../scheduling/job.ts';
import { SchedulerRepository } from '../store/scheduler.repository.ts';
import type { Check } from './check.ts';

type CheckInstruments = Instruments<
  | 'qt_synthetic_check_success'
  | 'qt_synthetic_check_timestamp_seconds'
  | 'qt_synthetic_check_duration_seconds'
  | 'qt_clock_offset_seconds'
>;

/** The latest check of each target: in memory, in the metrics and in the repository. Empty before the first check. */
@Injectable()
export class CheckResults implements OnModuleInit {
  readonly #latest = new Map<Check['target'], Check>();

  constructor(
    private readonly repository: SchedulerRepository,
    @Inject(INSTRUMENTS) private readonly instruments: CheckInstruments,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Reads the checks of earlier starts, with the time of each. */
  async onModuleInit(): Promise<void> {
    for (const check of (await this.repository.lastChecks()).values()) this.#show(check);
  }

  get latest(): readonly Check[] {
    return [...this.#latest.values()];
  }

  /** Reads what other replicas have recorded. How far a clock is off shows where it was measured last. */
  async refresh(): Promise<void> {
    for (const check of (await this.repository.lastChecks()).values()) {
      const { target } = check;
      if (check.checkedAt <= (this.#latest.get(target)?.checkedAt ?? 0)) continue;
      this.#show(check);
      const clock = CLOCKS.find((name) => name === target);
      if (clock !== undefined) this.recordOffset(clock, undefined);
    }
  }

  /** `asked`: whether a request was sent; otherwise there is no duration to record. */
  async record(check: Check, asked: boolean, run: StartedRun): Promise<void> {
    if (!(await this.repository.recordCheck(check, run))) return;
    const wasOk = this.#latest.get(check.target)?.result.ok ?? true;
    const labels = { target: check.target };
    if (asked) this.instruments.qt_synthetic_check_duration_seconds.record(check.durationMs / 1000, labels);
    this.#show(check);
    if (wasOk && !check.result.ok) {
      this.log.warn(`synthetic check: ${check.target} fails`, { provider: check.target, error: check.result.error });
    }
    if (!wasOk && check.result.ok)
      this.log.info(`synthetic check: ${check.target} has recovered`, { provider: check.target });
  }

  /** `seconds`: by how much the provider's clock is ahead of ours; undefined ends the series until it is known again. */
  recordOffset(provider: ClockName, seconds: number | undefined): void {
    if (seconds === undefined) this.instruments.qt_clock_offset_seconds.end({ provider });
    else this.instruments.qt_clock_offset_seconds.set(seconds, { provider });
  }

  #show(check: Check): void {
    const labels = { target: check.target };
    this.#latest.set(check.target, check);
    this.instruments.qt_synthetic_check_success.set(check.result.ok ? 1 : 0, labels);
    this.instruments.qt_synthetic_check_timestamp_seconds.set(check.checkedAt / 1000, labels);
  }
}
