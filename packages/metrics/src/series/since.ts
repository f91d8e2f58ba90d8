import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import type { Cell } from './cells.ts';

export interface Change {
  /** As `Cell.snapshot` has them. */
  readonly numbers: readonly number[];
  /** Unix ms from which they count; never after `time`, though a series may begin while others are read. */
  readonly from: number;
}

/** What a cell holds, as one reader sees it. */
export interface Since {
  readonly temporality: AggregationTemporality;
  change(cell: Cell, time: number): Change;
}

export const sinceStart: Since = {
  temporality: AggregationTemporality.CUMULATIVE,
  change: (cell, time) => ({ numbers: cell.snapshot(), from: Math.min(cell.startedAt, time) }),
};

/** Delta: what was added since this reader last asked. */
export function sinceLastTime(): Since {
  const seen = new WeakMap<Cell, { readonly numbers: readonly number[]; readonly at: number }>();
  return {
    temporality: AggregationTemporality.DELTA,
    change(cell, time) {
      const numbers = cell.snapshot();
      const last = seen.get(cell);
      seen.set(cell, { numbers, at: time });
      return {
        numbers: last === undefined ? numbers : numbers.map((number, at) => number - (last.numbers[at] ?? 0)),
        from: Math.min(last?.at ?? cell.startedAt, time),
      };
    },
  };
}
