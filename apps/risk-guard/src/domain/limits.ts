import type { Amount } from '@qt/domain';

/** The limits that the rules compare with. Money in USDT, times in ms. */
export interface Limits {
  readonly allowedSymbols: ReadonlySet<string>;
  /** The most that one opening order may be worth. */
  readonly maxNotionalPerTrade: Amount;
  /** Opening orders are denied once the rolling 24 h realised loss reaches this. */
  readonly maxDailyLoss: Amount;
  /** The most that one symbol may be worth, open orders included. */
  readonly maxPositionNotional: Amount;
  /** The most that all symbols may be worth together, open orders included. */
  readonly maxGrossExposure: Amount;
  /** The most symbols that may be held or on order at once. */
  readonly maxOpenPositions: number;
  /** The most orders that may be allowed within any minute before an opening order is refused. */
  readonly maxOrdersPerMinute: number;
  readonly maxPriceAgeMs: number;
  /** How far ahead of this clock a price may be dated. */
  readonly maxClockSkewMs: number;
  /** How far an opening order's price may be from the last accepted one of its symbol, in percent of that. */
  readonly priceBandPercent: Amount;
  /** For how long the last accepted price is a reference. */
  readonly priceReferenceMs: number;
  /** What a buy may cost above quantity × price, fee and slippage, in percent. */
  readonly costAllowancePercent: Amount;
  /** How long the fail-safe lasts at least; null: until an operator resets it. */
  readonly failsafeResetMs: number | null;
  readonly reservationTtlMs: number;
}
