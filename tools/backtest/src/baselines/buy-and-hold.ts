import { type History, indexAt, type Span } from '../history/history.ts';
import { type Costs, netOfLong } from './costs.ts';

/** What it earns in USDT to spread `notional` evenly over the symbols at the start of a span and sell at its end. */
export function buyAndHold(history: History, { from, to }: Span, notional: number, costs: Costs): number {
  const each = notional / history.size;
  let net = 0;
  for (const candles of history.values()) {
    const first = candles[indexAt(candles, from)];
    const last = candles[indexAt(candles, to) - 1];
    if (first !== undefined && last !== undefined) net += netOfLong(each, first.open, last.close, costs);
  }
  return net;
}
