import { type Candle, MINUTE_MS } from '@qt/contracts';

/** Each symbol's one-minute candles, closed, oldest first; minutes may be missing. */
export type History = ReadonlyMap<string, readonly Candle[]>;

/** A backtest needs more than there is. */
export class HistoryTooShort extends Error {
  override readonly name = 'HistoryTooShort';
}

export interface Span {
  /** Unix ms; the first candle opens. */
  readonly from: number;
  /** Unix ms; the last candle closes. */
  readonly to: number;
}

/** What all symbols have candles for. */
export function commonSpan(history: History): Span {
  const all = [...history.values()];
  return {
    from: Math.max(...all.map((candles) => candles[0]?.openTime ?? Number.POSITIVE_INFINITY)),
    to: Math.min(...all.map((candles) => (candles.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY) + MINUTE_MS)),
  };
}

/** The part of it whose candles open at `from` or later and have closed by `to`, both Unix ms. */
export function between(history: History, { from, to }: Span): History {
  return new Map(
    [...history].map(([symbol, candles]) => [
      symbol,
      candles.slice(indexAt(candles, from), indexAt(candles, to - MINUTE_MS + 1)),
    ]),
  );
}

/** The position of the first candle that opens at `time` (Unix ms) or later. */
export function indexAt(candles: readonly Candle[], time: number): number {
  let [low, high] = [0, candles.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((candles[middle]?.openTime ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
