import { type Amount, type PositionKey, total, ZERO } from '@qt/domain';
import type { Trade, TradedFill } from './trades.ts';

/** A fill of the account, for what it added. */
export type AccountFill = Pick<TradedFill, 'order' | 'fee' | 'slippage' | 'realisedPnl'>;

/** What is held at some moment. USDT. */
export interface Holding extends PositionKey {
  /** What it cost, without fees. */
  readonly cost: Amount;
  /** What it is worth. */
  readonly value: Amount;
}

/** What a part of the account has earned. USDT; fees and slippage are already inside. */
export interface Attribution {
  readonly realised: Amount;
  /** The change of what is held above its cost. */
  readonly unrealised: Amount;
  /** Realised and not. */
  readonly net: Amount;
  readonly fees: Amount;
  readonly slippage: Amount;
  /** The value of what is held at the end. */
  readonly exposure: Amount;
}

/**
 * What fills and the market have added between two moments. With all of the account's fills and holdings it is exactly
 * the change of its equity, less what was paid in: cash less its change by fills is what positions cost.
 */
export function attributionOf(
  fills: readonly AccountFill[],
  before: readonly Holding[],
  after: readonly Holding[],
): Attribution {
  const gain = (held: readonly Holding[]) => total(held.map(({ value, cost }) => value.minus(cost)));
  const sum = (of: (fill: AccountFill) => Amount) => total(fills.map(of));
  const realised = sum(({ realisedPnl }) => realisedPnl);
  const unrealised = gain(after).minus(gain(before));
  return {
    realised,
    unrealised,
    net: realised.plus(unrealised),
    fees: sum(({ fee }) => fee),
    slippage: sum(({ slippage }) => slippage),
    exposure: total(after.map(({ value }) => value)),
  };
}

/** Groups of anything that belongs to a profile and symbol, sorted by their key. */
export function partsBy<T>(items: readonly T[], keyOf: (item: T) => string): [key: string, items: T[]][] {
  return [...Map.groupBy(items, keyOf)].sort(([a], [b]) => a.localeCompare(b));
}

/** Share of the trades that earned something, 0 to 1; null: no trade. */
export function winRate(trades: readonly Pick<Trade, 'net'>[]): number | null {
  return trades.length === 0 ? null : trades.filter(({ net }) => net.greaterThan(ZERO)).length / trades.length;
}
