import { ProviderFailure } from '@qt/market-data';
import type { TrackedCheck } from '@qt/nest-service';
import type { TrainingHistory } from './dataset.service.ts';

export interface SourceWatchOptions {
  readonly history: Pick<TrainingHistory, 'probe'>;
  readonly check: TrackedCheck;
  /** Unix ms. */
  readonly now: () => number;
  /** Resolves after so many ms, or at once when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const WHILE_OK_MS = 60_000;
const WHILE_FAILING_MS = 2_000;

/**
 * Knows whether the source of history answers: asked each minute, and every two seconds while it does not. One that
 * says when to come again (429, 418) is not asked before: asking on lengthens a ban, and the api shares our address.
 */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  #leaveAloneUntil = 0;

  constructor(options: SourceWatchOptions) {
    this.#options = options;
  }

  /** Asks until the signal is aborted. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const ok = await this.ask();
      await this.#options.pause(ok ? WHILE_OK_MS : WHILE_FAILING_MS, signal);
    }
  }

  async ask(): Promise<boolean> {
    const { history, check, now } = this.#options;
    if (now() < this.#leaveAloneUntil) return false;
    try {
      await history.probe();
      check.report(true, 'binance gives candles');
      return true;
    } catch (error) {
      if (error instanceof ProviderFailure) this.#leaveAloneUntil = now() + (error.retryAfterMs ?? 0);
      check.report(false, error instanceof Error ? error.message : String(error));
      return false;
    }
  }
}
