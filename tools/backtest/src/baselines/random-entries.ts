import { type Candle, MINUTE_MS } from '@qt/contracts';
import { STRATEGIES } from '@qt/model';
import type { Trade } from '@qt/performance';
import { type History, indexAt, type Span } from '../history/history.ts';
import { type Costs, netOfLong } from './costs.ts';

export interface RandomEntries {
  readonly runs: number;
  /** USDT: a twentieth of the runs earned less than the first, half less than the second, a twentieth more than the third. */
  readonly net_p5: number;
  readonly net_median: number;
  readonly net_p95: number;
  /** Share of the runs that earned as much as the strategy or more, 0 to 1: small, if its entries are better than chance. */
  readonly as_good_or_better: number;
}

export interface RandomEntriesOptions {
  readonly runs: number;
  /** 0 (inclusive) to 1. */
  readonly random: () => number;
  readonly costs: Costs;
}

/**
 * Enters as often as the strategy did, for each profile and symbol, at random minutes; sizes, stops, holding times and
 * costs are the strategy's.
 */
export function randomEntries(
  history: History,
  span: Span,
  trades: readonly Trade[],
  options: RandomEntriesOptions,
): RandomEntries {
  const { runs, random, costs } = options;
  const net = trades.reduce((sum, trade) => sum + trade.net.toNumber(), 0);
  const results = Array.from({ length: runs }, () =>
    trades.reduce((sum, trade) => sum + oneEntry(history.get(trade.symbol) ?? [], span, trade, random, costs), 0),
  ).sort((a, b) => a - b);
  const quantile = (share: number) => results[Math.min(results.length - 1, Math.floor(share * results.length))] ?? 0;
  return {
    runs,
    net_p5: quantile(0.05),
    net_median: quantile(0.5),
    net_p95: quantile(0.95),
    as_good_or_better: results.filter((one) => one >= net).length / runs,
  };
}

function oneEntry(candles: readonly Candle[], span: Span, trade: Trade, random: () => number, costs: Costs): number {
  if (trade.profile === null) return 0;
  const { holdMinutes, stopLossFraction } = STRATEGIES[trade.profile];
  const [from, to] = [indexAt(candles, span.from), indexAt(candles, span.to - holdMinutes * MINUTE_MS)];
  const index = from + Math.floor(random() * Math.max(1, to - from));
  const bought = candles[index]?.open ?? 0;
  const stop = bought * (1 + costs.slippageBps / 10_000) * (1 - stopLossFraction);
  let sold = bought;
  for (let minute = 1; minute <= holdMinutes; minute += 1) {
    sold = candles[index + minute]?.open ?? sold;
    if (sold <= stop) break;
  }
  return netOfLong(trade.notional.toNumber(), bought, sold, costs);
}
