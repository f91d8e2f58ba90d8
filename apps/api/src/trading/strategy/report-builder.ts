import type { DenialReason } from '@qt/catalogue';
import type { WalkReport } from '@qt/contracts';
import { MarketDataUnavailable, ProviderFailure } from '@qt/market-data';
import type { Position } from '../domain/account.ts';
import type { Placement } from '../orders/submission.ts';
import type { TradingReport } from './trading-report.ts';

/** Whose order it was. */
export type Owner = Pick<Position, 'symbol' | 'profile'>;

/** Counts what became of the orders of one walk. */
export interface Tally {
  /** `null`: there was nothing to order any more. */
  count(of: Owner, placement: Placement | null): void;
  fail(of: Owner, error: Error): void;
  report(decisions: TradingReport['decisions']): TradingReport;
}

export function createTally(): Tally {
  let orders = 0;
  const denials: Partial<Record<DenialReason, number>> = {};
  const failures: WalkReport['failures'] = [];
  const fail = ({ symbol, profile }: Owner, error: Error) => {
    failures.push({ symbol, profile, provider: providerOf(error), error: error.message });
  };
  return {
    fail,
    count(of, placement) {
      switch (placement?.outcome) {
        case 'filled':
          orders++;
          break;
        case 'denied':
          denials[placement.denial.reason] = (denials[placement.denial.reason] ?? 0) + 1;
          break;
        case 'guard_unavailable':
        case 'price_unavailable':
        case 'not_executed':
          fail(of, new Error(placement.error));
      }
    },
    report: (decisions) => ({ decisions, orders, denials, failures }),
  };
}

function providerOf(error: Error) {
  if (error instanceof MarketDataUnavailable) return error.failures[0]?.provider ?? null;
  return error instanceof ProviderFailure ? error.provider : null;
}
