import type { Action, DenialReason } from '@qt/catalogue';
import type { WalkReport } from '@qt/contracts';
import type { Signal } from '../../signals/signal.ts';

/** Injection token of the {@link Trader}. */
export const TRADER = Symbol('Trader');

/** What a step of a walk did with the account; the trading part of a {@link WalkReport}. */
export interface TradingReport {
  /** Decisions by action: one for each profile × symbol that was judged. */
  readonly decisions: Readonly<Record<Action, number>>;
  /** Orders that filled. */
  readonly orders: number;
  /** Orders that the risk guard denied, by reason. */
  readonly denials: Readonly<Partial<Record<DenialReason, number>>>;
  /** Orders that were due and could not be judged or placed. */
  readonly failures: readonly WalkReport['failures'][number][];
}

/** Turns signals into orders, and closes positions whose stop or time has come. Neither throws for an order that fails. */
export interface Trader {
  /** Closes each position whose stop price was reached or whose holding time is over. Call it before `act` in a scan. */
  closeDue(): Promise<TradingReport>;
  /** Decides on each signal of one scan, counts the decision, and places what follows from it. */
  act(signals: readonly Signal[]): Promise<TradingReport>;
}

/** Both reports as one. */
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
