import { type Candle, MINUTE_MS } from '@qt/contracts';
import { hashText } from './arithmetic.ts';
import { formingCandle } from './intra-minute.ts';
import { lapScale } from './lap-scale.ts';
import type { Market } from './market.ts';

/** Binance's own precision of prices. A lap's scale makes the file's tick meaningless. */
const MOST_DECIMALS = 8;

/** As an exchange has them: seven digits of a price, so that a dear coin has a tick, and lots, that an order can afford. */
function decimalsFor(price: number): number {
  return Math.min(MOST_DECIMALS, Math.max(0, 7 - Math.ceil(Math.log10(price))));
}

/**
 * A recording repeated for ever: minute m serves minute m mod N of its span. Within a lap the returns are the file's, and
 * each lap is scaled to join the previous one (see `lapScale`). A minute that the recording lacks has no candle, and the
 * price before it stands. Still a function of time alone.
 *
 * @param recorded at least two, oldest first
 */
export function createReplayMarket(symbol: string, recorded: readonly Candle[]): Market {
  const [first, last] = [recorded[0], recorded.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('rows: expected at least 2, actual 0');
  const { rows, missing } = everyMinute(recorded, first, last);
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
    return formingCandle(candleAt(asked, minute), at - minute * MINUTE_MS, seed, MOST_DECIMALS);
  };
  return {
    candleAt,
    isMissing: (_, minute) => missing.has(minute - Math.floor(minute / rows.length) * rows.length),
    candles: (asked, fromMinute, count) =>
      Array.from({ length: count }, (_, index) => candleAt(asked, fromMinute + index)),
    formingAt,
    priceAt: (asked, at) => formingAt(asked, at).close,
    decimalsOf: (asked) => {
      refuseOthers(asked);
      return decimalsFor(first.open);
    },
  };
}

/** One row for each minute of the span: where none was recorded, the last price without a trade. */
function everyMinute(recorded: readonly Candle[], first: Candle, last: Candle) {
  const minutes = (last.openTime - first.openTime) / MINUTE_MS + 1;
  const rows: Candle[] = [];
  const missing = new Set<number>();
  let next = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const openTime = first.openTime + minute * MINUTE_MS;
    const candle = recorded[next];
    if (candle?.openTime === openTime) {
      rows.push(candle);
      next += 1;
    } else {
      const price = rows.at(-1)?.close ?? first.open;
      rows.push({ openTime, open: price, high: price, low: price, close: price, volume: 0 });
      missing.add(minute);
    }
  }
  return { rows, missing };
}
