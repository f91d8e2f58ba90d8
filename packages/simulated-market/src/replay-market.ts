import { type Candle, MINUTE_MS } from '@qt/contracts';
import { hashText } from './arithmetic.ts';
import { formingCandle } from './intra-minute.ts';
import { lapScale } from './lap-scale.ts';
import type { Market } from './market.ts';

/** Binance's own precision of prices. A lap's scale makes the file's tick meaningless. */
const DECIMALS = 8;

/**
 * A recording repeated for ever: minute m serves row m mod N. Within a lap the returns are the file's, and each lap is
 * scaled to join the previous one (see `lapScale`). Still a function of time alone.
 *
 * @param rows at least two, a minute apart
 */
export function createReplayMarket(symbol: string, rows: readonly Candle[]): Market {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('rows: expected at least 2, actual 0');
  const scaleOf = lapScale(last.close / first.open, rows.length);
  const seed = hashText(symbol);
  const refuseOthers = (asked: string) => {
    if (asked !== symbol)
      throw new RangeError(`symbol: expected ${symbol}, which the recording is of, actual ${asked}`);
  };
  const candleAt = (asked: string, minute: number): Candle => {
    refuseOthers(asked);
    const lap = Math.floor(minute / rows.length);
    const row = rows[minute - lap * rows.length] ?? first;
    const scale = scaleOf(lap);
    return {
      openTime: minute * MINUTE_MS,
      open: row.open * scale,
      high: row.high * scale,
      low: row.low * scale,
      close: row.close * scale,
      volume: row.volume,
    };
  };
  const formingAt = (asked: string, at: number) => {
    const minute = Math.floor(at / MINUTE_MS);
    return formingCandle(candleAt(asked, minute), at - minute * MINUTE_MS, seed, DECIMALS);
  };
  return {
    candleAt,
    candles: (asked, fromMinute, count) =>
      Array.from({ length: count }, (_, index) => candleAt(asked, fromMinute + index)),
    formingAt,
    priceAt: (asked, at) => formingAt(asked, at).close,
    decimalsOf: (asked) => {
      refuseOthers(asked);
      return DECIMALS;
    },
  };
}
