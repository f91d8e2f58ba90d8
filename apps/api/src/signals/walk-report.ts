import type { WalkReport } from '@qt/contracts';
import { NO_DECISIONS, type TradingReport } from '../trading/strategy/trading-report.ts';

export type WalkFailure = WalkReport['failures'][number];

/** A report of failures alone. */
export function withFailures(failures: readonly WalkFailure[]): TradingReport {
  return { decisions: NO_DECISIONS, orders: 0, denials: {}, failures };
}

/** A report of one failure, which may belong to no symbol, profile or provider. */
export function failed(failure: Partial<WalkFailure> & Pick<WalkFailure, 'error'>): TradingReport {
  return withFailures([{ symbol: null, profile: null, provider: null, ...failure }]);
}

/** The report of a scan: its trading, and the failures before any trading. */
export function walkReport(symbolsDone: number, trading: TradingReport, failures: readonly WalkFailure[]): WalkReport {
  const { decisions, orders, denials } = trading;
  return { symbols_done: symbolsDone, decisions, orders, denials, failures: [...failures, ...trading.failures] };
}
