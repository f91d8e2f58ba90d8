import type { Candle } from '@qt/contracts';

/**
 * A market that is a function of time. Minutes are whole minutes since the epoch, instants Unix ms. `symbol` is one
 * that the market has; a replay throws for any other.
 */
export interface Market {
  /** The finished one-minute candle that opens at `minute`. */
  candleAt(symbol: string, minute: number): Candle;
  /** Whether the exchange has no candle of that minute; unset: it has every one. */
  isMissing?(symbol: string, minute: number): boolean;
  /** `count` finished candles, oldest first, equal to those of `candleAt`. */
  candles(symbol: string, fromMinute: number, count: number): Candle[];
  /** The unfinished candle at an instant; at the minute's end it equals `candleAt`. */
  formingAt(symbol: string, at: number): Candle;
  /** The last traded price: the close of `formingAt`. */
  priceAt(symbol: string, at: number): number;
  /** Decimal places of a price. */
  decimalsOf(symbol: string): number;
}
