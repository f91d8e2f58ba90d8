import type { Instruments, Log, ProviderName } from '@qt/catalogue';
import type { History } from '../store/scheduler.repository.ts';
import type { Check } from './check.ts';

export interface CheckResultsOptions {
  readonly history: Pick<History, 'lastChecks' | 'recordCheck'>;
  readonly instruments: Instruments<
    'qt_synthetic_check_success' | 'qt_synthetic_check_timestamp_seconds' | 'qt_synthetic_check_duration_seconds'
  >;
  readonly log: Log;
}

/** The latest check of each target: in memory, in the metrics and in the history. Before the first there is none. */
export class CheckResults {
  readonly #options: CheckResultsOptions;
  readonly #latest = new Map<ProviderName, Check>();

  private constructor(options: CheckResultsOptions) {
    this.#options = options;
  }

  /** Remembers the checks of earlier starts, with the time of each. */
  static async open(options: CheckResultsOptions): Promise<CheckResults> {
    const results = new CheckResults(options);
    for (const check of (await options.history.lastChecks()).values()) results.#show(check);
    return results;
  }

  get latest(): readonly Check[] {
    return [...this.#latest.values()];
  }

  /** `asked`: whether the provider was; else there is no duration of an answer to observe. */
  async record(check: Check, asked = true): Promise<void> {
    const { history, instruments, log } = this.#options;
    const wasOk = this.#latest.get(check.target)?.verdict.ok ?? true;
    const labels = { target: check.target };
    if (asked) instruments.qt_synthetic_check_duration_seconds.record(check.durationMs / 1000, labels);
    this.#show(check);
    if (wasOk && !check.verdict.ok) {
      log.warn(`synthetic check: ${check.target} fails`, { provider: check.target, error: check.verdict.error });
    }
    if (!wasOk && check.verdict.ok)
      log.info(`synthetic check: ${check.target} is well again`, { provider: check.target });
    await history.recordCheck(check);
  }

  #show(check: Check): void {
    const { instruments } = this.#options;
    const labels = { target: check.target };
    this.#latest.set(check.target, check);
    instruments.qt_synthetic_check_success.set(check.verdict.ok ? 1 : 0, labels);
    instruments.qt_synthetic_check_timestamp_seconds.set(check.checkedAt / 1000, labels);
  }
}
