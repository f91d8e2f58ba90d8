import type { Candle, CandleInterval } from '@qt/contracts';
import { type CandleGap, missingBetween, openTimes } from '../candle-gaps.ts';
import { CANDLES_PER_CALL, type CandleWindow, INTERVAL_MS } from '../candles.ts';
import { ProviderFailure } from '../failures.ts';

/** The exchange may publish a candle a moment after it closed, and may have lost the one before. */
const CANDLES_LATE = 2;

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
 * The gaps among the candles of a range, of which all up to `closedUntil` (Unix ms, by the exchange's clock) have closed.
 * A range may begin late, because the market is young.
 * @throws ProviderFailure `stale` if the newest candles are too old, `garbage` for candles outside the range
 */
export function gapsOf(
  candles: readonly Candle[],
  range: CandleRange,
  { symbol, intervalMs, closedUntil }: { symbol: string; intervalMs: number; closedUntil: number },
): CandleGap[] {
  const oldest = candles[0];
  const newest = candles.at(-1);
  if (oldest === undefined || newest === undefined) {
    if (range.latest) throw failure('garbage', symbol, `up to ${range.limit}`, 'none');
    return [];
  }
  if (oldest.openTime < range.first || newest.openTime > range.last) {
    const kind = newest.openTime < range.first ? 'stale' : 'garbage';
    throw failure(kind, symbol, `${range.first} to ${range.last}`, `${oldest.openTime} to ${newest.openTime}`);
  }
  const next = newest.openTime + intervalMs;
  const atEnd = openTimes(next, Math.min(range.last + intervalMs, closedUntil), intervalMs);
  if (range.latest && atEnd.length > CANDLES_LATE) {
    throw failure('stale', symbol, `the newest at ${range.last}`, `${newest.openTime}`);
  }
  const endKind = range.latest ? 'late' : 'missing';
  return [
    ...missingBetween(candles, intervalMs).map((openTime): CandleGap => ({ kind: 'missing', openTime })),
    ...atEnd.map((openTime): CandleGap => ({ kind: endKind, openTime })),
  ];
}

function failure(kind: 'stale' | 'garbage', symbol: string, expected: string, actual: string): ProviderFailure {
  return new ProviderFailure('binance', kind, `candles of ${symbol}: expected ${expected}, actual ${actual}`, {
    symbol,
  });
}
