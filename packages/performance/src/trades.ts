import type { FilledOrder } from '@qt/api/backtest';
import type { Profile } from '@qt/catalogue';
import { type Amount, total } from '@qt/domain';

/** A position from its entry to its exit. Money in USDT, net of fees. */
export interface Trade {
  readonly symbol: string;
  readonly profile: Profile | null;
  /** Unix ms. */
  readonly openedAt: number;
  readonly closedAt: number;
  /** What ended it: its stop, its holding time or the model. */
  readonly exit: string;
  readonly notional: Amount;
  readonly net: Amount;
  readonly fees: Amount;
  readonly slippage: Amount;
}

/** Pairs fills (oldest first) to trades: each profile holds one position of a symbol, bought and sold whole. */
export function tradesOf(fills: readonly FilledOrder[]): { readonly trades: Trade[]; readonly open: FilledOrder[] } {
  const open = new Map<string, FilledOrder>();
  const trades: Trade[] = [];
  for (const fill of fills) {
    const { symbol, profile, side, origin } = fill.order;
    const key = `${profile}:${symbol}`;
    const entry = open.get(key);
    if (side === 'buy') {
      open.set(key, fill);
      continue;
    }
    if (entry === undefined)
      throw new Error(`${fill.order.clientOrderId}: expected a sell of an open position, actual none`);
    open.delete(key);
    const both = [entry, fill];
    trades.push({
      symbol,
      profile,
      openedAt: entry.filledAt,
      closedAt: fill.filledAt,
      exit: origin,
      notional: entry.notional,
      net: total(both.map(({ realisedPnl }) => realisedPnl)),
      fees: total(both.map(({ fee }) => fee)),
      slippage: total(both.map(({ slippage }) => slippage)),
    });
  }
  return { trades, open: [...open.values()] };
}
