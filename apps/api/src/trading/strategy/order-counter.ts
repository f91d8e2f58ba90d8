import type { DenialReason } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import type { PositionKey } from '@qt/domain';
import { providerOf } from '@qt/market-data';
import type { SubmissionResult } from '../domain/submission.ts';
import type { TradingReport } from './trading-report.ts';

/** Counts the results of a batch of orders. */
export class OrderCounter {
  #orders = 0;
  readonly #denials: Partial<Record<DenialReason, number>> = {};
  readonly #failures: TradingReport['failures'][number][] = [];

  count(key: PositionKey, result: SubmissionResult): void {
    switch (result.outcome) {
      case 'filled':
        this.#orders++;
        break;
      case 'denied':
        this.#denials[result.denial.reason] = (this.#denials[result.denial.reason] ?? 0) + 1;
        break;
      case 'unknown':
      case 'cancelled':
      case 'expired':
      case 'guard_unavailable':
      case 'price_unavailable':
      case 'not_executed':
      case 'unfilled':
        this.fail(key, new Error(result.error));
    }
  }

  fail({ symbol, profile }: PositionKey, error: unknown): void {
    this.#failures.push({ symbol, profile, provider: providerOf(error), error: messageOf(error) });
  }

  report(decisions: TradingReport['decisions']): TradingReport {
    return { decisions, orders: this.#orders, denials: this.#denials, failures: this.#failures };
  }
}
