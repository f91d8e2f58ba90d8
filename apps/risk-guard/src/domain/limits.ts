import type { Amount } from '@qt/domain';

/** The limits that the rules compare with. Money in USDT, times in ms. */
export interface Limits {
  readonly allowedSymbols: ReadonlySet<string>;
  /** The largest quantity of an opening order by symbol, in the base asset; a symbol without one has no such limit. */
  readonly maxQuantity: ReadonlyMap<string, Amount>;
  /** The largest notional of an opening order. */
  readonly maxNotionalPerTrade: Amount;
  /** Opening orders are denied once the rolling 24 h realised loss reaches this. */
  readonly maxDailyLoss: Amount;
  /** The largest fall of the equity below its peak before opening orders are denied, 0 to 1; null: none. */
  readonly maxDrawdown: Amount | null;
  /** How far the caller's cash may be from the guard's own. */
  readonly cashTolerance: Amount;
  /** The largest exposure in one symbol, open orders included. */
  readonly maxPositionNotional: Amount;
  /** The largest exposure over all symbols, open orders included. */
  readonly maxGrossExposure: Amount;
  /** The most symbols that may be held or on order at once. */
  readonly maxOpenPositions: number;
  /** The most orders that may be allowed within any minute before an opening order is refused. */
  readonly maxOrdersPerMinute: number;
  /** The most allowed orders that may be given up within any minute before an opening order is refused. */
  readonly maxCancelsPerMinute: number;
  readonly maxPriceAgeMs: number;
  /** How far ahead of this clock a price may be dated. */
  readonly maxClockSkewMs: number;
  /** How far an opening order's price may be from the last accepted one of its symbol, in percent of that. */
  readonly priceBandPercent: Amount;
  /** For how long the last accepted price is a reference. */
  readonly priceReferenceMs: number;
  /** The allowance for fee and slippage of a buy, in percent of quantity × price. */
  readonly costAllowancePercent: Amount;
  /** How long the fail-safe lasts at least; null: until an operator resets it. */
  readonly failsafeResetMs: number | null;
  readonly reservationTtlMs: number;
  /** For how long an order with the terms of an earlier one, under another id, is a duplicate; 0: never. */
  readonly duplicateWindowMs: number;
  /** Does an engaged kill switch deny orders that only reduce a position as well? */
  readonly killSwitchFreezesExits: boolean;
}
