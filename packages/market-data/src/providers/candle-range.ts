import type { CandleInterval } from '@qt/contracts';
import { CANDLES_PER_CALL, type CandleWindow, INTERVAL_MS } from '../candles.ts';

/** A window made exact: the opening times of the first and the last candle that may come, and how many fit. */
export interface Span {
  readonly first: number;
  readonly last: number;
  readonly limit: number;
  /** The newest candle is expected to be there, not only candles of the past. */
  readonly latest: boolean;
}

/**
 * The closed candles that a window means at `now` (Unix ms); `limit` is 0 where none is closed yet.
 * @throws RangeError for a limit outside 1 to 1000 or an end before the start
 */
export function spanOf(window: CandleWindow, interval: CandleInterval, now: number): Span {
  const length = INTERVAL_MS[interval];
  const newestClosed = Math.floor(now / length) * length - length;
  if (typeof window === 'number') {
    if (!Number.isInteger(window) || window < 1 || window > CANDLES_PER_CALL) {
      throw new RangeError(`limit: expected an integer from 1 to ${CANDLES_PER_CALL}, actual ${window}`);
    }
    return { first: newestClosed - (window - 1) * length, last: newestClosed, limit: window, latest: true };
  }
  if (!(window.startTime <= window.endTime)) {
    throw new RangeError(`endTime: expected startTime (${window.startTime}) or later, actual ${window.endTime}`);
  }
  const first = Math.ceil(window.startTime / length) * length;
  const end = Math.min(Math.floor(window.endTime / length) * length, newestClosed);
  const limit = Math.max(0, Math.min(CANDLES_PER_CALL, (end - first) / length + 1));
  const last = first + (limit - 1) * length;
  return { first, last, limit, latest: last === newestClosed };
}
