import { CANDLE_GAPS, type CandleGapKind, type Instruments, type Log } from '@qt/catalogue';
import type { Candle, CandleInterval } from '@qt/contracts';

/**
 * A candle that is not as it should be: not there (`missing`), not there yet (`late`), there twice (`duplicate`), not
 * closed (`unfinished`), or behind a later one (`out_of_order`). None of it is a failure of the provider.
 */
export interface CandleGap {
  readonly kind: CandleGapKind;
  /** Unix ms. */
  readonly openTime: number;
}

/** Called with the gaps of each answer; an answer to a later call may have the same ones. */
export type CandleGapListener = (symbol: string, interval: CandleInterval, gaps: readonly CandleGap[]) => void;

/** The open times, from `from` to before `to` (Unix ms, whole intervals). */
export function openTimes(from: number, to: number, intervalMs: number): number[] {
  return Array.from({ length: Math.max(0, (to - from) / intervalMs) }, (_, at) => from + at * intervalMs);
}

/** The open times that lack a candle between the first and the last of these; candles are oldest first. */
export function missingBetween(candles: readonly Candle[], intervalMs: number): number[] {
  return candles.flatMap(({ openTime }, at) => {
    const next = candles[at + 1]?.openTime ?? 0;
    return next > openTime + intervalMs ? openTimes(openTime + intervalMs, next, intervalMs) : [];
  });
}

interface GapRecords {
  readonly instruments: Instruments<'qt_market_gaps_total'>;
  readonly log: Pick<Log, 'event'>;
}

/** Counts each gap once, however often the same candles are read. All series exist from the start. */
export function gapRecorder({ instruments, log }: GapRecords): CandleGapListener {
  for (const kind of CANDLE_GAPS) instruments.qt_market_gaps_total.declare({ kind });
  /** The newest gap that has been counted, by symbol, interval and kind. */
  const counted = new Map<string, number>();
  return (symbol, interval, gaps) => {
    for (const kind of CANDLE_GAPS) {
      const key = `${symbol}:${interval}:${kind}`;
      const known = counted.get(key) ?? Number.NEGATIVE_INFINITY;
      const fresh = gaps.filter((gap) => gap.kind === kind && gap.openTime > known).map(({ openTime }) => openTime);
      if (fresh.length === 0) continue;
      const newest = Math.max(...fresh);
      counted.set(key, newest);
      instruments.qt_market_gaps_total.add(fresh.length, { kind, symbol });
      // A late candle comes within seconds: that is no news.
      if (kind === 'late') continue;
      const latest = new Date(newest).toISOString();
      log.event('market.gap', { symbol, interval, kind, candles: fresh.length, latest });
    }
  };
}
