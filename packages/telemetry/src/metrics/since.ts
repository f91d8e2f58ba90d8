import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import type { HistogramCell, NumberCell } from './cells.ts';

/** A histogram's content and the Unix ms from which it counts. */
export interface HistogramSince {
  readonly counts: number[];
  readonly sum: number;
  readonly count: number;
  readonly from: number;
}

/** What a cell holds, seen from one reader. `from` is never after `time`, though a series may have begun while others were read. */
export interface Since {
  readonly temporality: AggregationTemporality;
  number(cell: NumberCell, time: number): { readonly value: number; readonly from: number };
  histogram(cell: HistogramCell, time: number): HistogramSince;
}

/** Cumulative: everything since the series began. */
export function sinceStart(): Since {
  return {
    temporality: AggregationTemporality.CUMULATIVE,
    number: (cell, time) => ({ value: cell.value, from: Math.min(cell.startedAt, time) }),
    histogram: (cell, time) => ({
      counts: cell.counts,
      sum: cell.sum,
      count: cell.count,
      from: Math.min(cell.startedAt, time),
    }),
  };
}

interface Seen {
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
  readonly at: number;
}

/** Delta: what was added since this reader last asked. */
export function sinceLastTime(): Since {
  const values = new WeakMap<NumberCell, { readonly value: number; readonly at: number }>();
  const histograms = new WeakMap<HistogramCell, Seen>();
  return {
    temporality: AggregationTemporality.DELTA,
    number(cell, time) {
      const last = values.get(cell) ?? { value: 0, at: cell.startedAt };
      values.set(cell, { value: cell.value, at: time });
      return { value: cell.value - last.value, from: Math.min(last.at, time) };
    },
    histogram(cell, time) {
      const last = histograms.get(cell) ?? { counts: [], sum: 0, count: 0, at: cell.startedAt };
      const { counts, sum, count } = cell;
      histograms.set(cell, { counts, sum, count, at: time });
      return {
        counts: counts.map((inBucket, bucket) => inBucket - (last.counts[bucket] ?? 0)),
        sum: sum - last.sum,
        count: count - last.count,
        from: Math.min(last.at, time),
      };
    },
  };
}
