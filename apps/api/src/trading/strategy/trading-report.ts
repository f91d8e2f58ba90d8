import type { Action, DenialReason } from '@qt/catalogue';
import type { WalkReport } from '@qt/contracts';

/** What happened to orders: the trading part of a {@link WalkReport}. */
export interface TradingReport {
  /** By action, one for each signal. */
  readonly decisions: Readonly<Record<Action, number>>;
  /** Orders that filled. */
  readonly orders: number;
  /** Orders that the risk guard denied, by reason. */
  readonly denials: Readonly<Partial<Record<DenialReason, number>>>;
  /** Orders that were due and could not be sized or placed. */
  readonly failures: readonly WalkReport['failures'][number][];
}

export const NO_DECISIONS: TradingReport['decisions'] = { buy: 0, sell: 0, hold: 0 };

export function mergeReports(a: TradingReport, b: TradingReport): TradingReport {
  const denials: Partial<Record<DenialReason, number>> = { ...a.denials };
  for (const [reason, count] of Object.entries(b.denials) as [DenialReason, number][]) {
    denials[reason] = (denials[reason] ?? 0) + count;
  }
  return {
    decisions: {
      buy: a.decisions.buy + b.decisions.buy,
      sell: a.decisions.sell + b.decisions.sell,
      hold: a.decisions.hold + b.decisions.hold,
    },
    orders: a.orders + b.orders,
    denials,
    failures: [...a.failures, ...b.failures],
  };
}
