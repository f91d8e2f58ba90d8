import type { Candle } from '@qt/contracts';

/** A candle with an exchange's further fields, derived from the candle, so sums of minutes are exact. */
export interface Bar extends Candle {
  /** Traded in the quote asset. */
  readonly quoteVolume: number;
  readonly trades: number;
  /** The taker-buy part of the volume. */
  readonly takerVolume: number;
  readonly takerQuoteVolume: number;
}

const USD_PER_TRADE = 2500;

export function barOf(candle: Candle): Bar {
  const { open, high, low, close, volume } = candle;
  const typical = (open + high + low + close) / 4;
  const quoteVolume = volume * typical;
  const takerVolume = volume * (0.5 + (0.4 * (close - open)) / (high - low || 1));
  return {
    ...candle,
    quoteVolume,
    trades: volume > 0 ? 1 + Math.floor(quoteVolume / USD_PER_TRADE) : 0,
    takerVolume,
    takerQuoteVolume: takerVolume * typical,
  };
}

/** Merges two consecutive bars. */
export function joinBars(earlier: Bar | undefined, later: Bar): Bar {
  if (earlier === undefined) return later;
  return {
    openTime: earlier.openTime,
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
    quoteVolume: earlier.quoteVolume + later.quoteVolume,
    trades: earlier.trades + later.trades,
    takerVolume: earlier.takerVolume + later.takerVolume,
    takerQuoteVolume: earlier.takerQuoteVolume + later.takerQuoteVolume,
  };
}
