import type { Candle, CandleInterval } from '@qt/contracts';
import { CANDLES_PER_CALL, type CandleWindow, INTERVAL_MS } from '../candles.ts';
import { ProviderFailure } from '../failures.ts';

/** The exchange may publish a candle a moment after it closed: one may be missing. */
const CANDLES_LATE = 1;

/** A window as open times (Unix ms) of its first and last candle, both inclusive, with the number of candles. */
export interface CandleRange {
  readonly first: number;
  readonly last: number;
  /** 0 if none of them has closed. */
  readonly limit: number;
  /** Whether `last` is the newest closed candle. */
  readonly latest: boolean;
}

/**
 * The closed candles of a window at `now` (Unix ms).
 * @throws RangeError for a limit outside 1 to 1000 or an end before the start
 */
export function rangeOf(window: CandleWindow, interval: CandleInterval, now: number): CandleRange {
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

/**
 * A range may begin late, because the market is young. It may not reach outside, nor end early.
 * @throws ProviderFailure `stale` for candles that are too old, `garbage` for others
 */
export function checkRange(candles: readonly Candle[], range: CandleRange, intervalMs: number, symbol: string): void {
  const oldest = candles[0];
  const newest = candles.at(-1);
  if (oldest === undefined || newest === undefined) {
    if (range.latest) throw failure('garbage', symbol, `up to ${range.limit}`, 'none');
    return;
  }
  if (oldest.openTime < range.first || newest.openTime > range.last) {
    const kind = newest.openTime < range.first ? 'stale' : 'garbage';
    throw failure(kind, symbol, `${range.first} to ${range.last}`, `${oldest.openTime} to ${newest.openTime}`);
  }
  const tolerated = range.latest ? CANDLES_LATE * intervalMs : 0;
  if (newest.openTime < range.last - tolerated) {
    const kind = range.latest ? 'stale' : 'garbage';
    throw failure(kind, symbol, `the newest at ${range.last}`, `${newest.openTime}`);
  }
}

function failure(kind: 'stale' | 'garbage', symbol: string, expected: string, actual: string): ProviderFailure {
  return new ProviderFailure('binance', kind, `candles of ${symbol}: expected ${expected}, actual ${actual}`);
}
