/** The labels of one series, in the catalogue's order. Shared with every export of the series: never changed. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** One observation and the trace in which it was made. */
export interface Exemplar {
  traceId: string;
  spanId: string;
  value: number;
  /** Unix ms. */
  at: number;
}

abstract class SeriesCell {
  readonly labels: SeriesLabels;
  /** Unix ms when the series began. */
  readonly startedAt: number;
  /** Set when the series ends: who holds the cell has to look the series up again. */
  ended = false;
  /** The labels as a scrape has them, once one has written them. */
  text: string | undefined = undefined;

  constructor(labels: SeriesLabels, startedAt: number) {
    this.labels = labels;
    this.startedAt = startedAt;
  }
}

/** A sum or a latest value. */
export class NumberCell extends SeriesCell {
  value = 0;
}

/** A distribution. */
export class HistogramCell extends SeriesCell {
  /** What fell into each bucket, one more than the metric has bounds, and then the sum of all observations. */
  readonly numbers: Float64Array;
  /** By bucket, made with the first one. */
  exemplars: (Exemplar | undefined)[] | undefined = undefined;
  /** A bit for each bucket that has got no exemplar since the last collection. */
  wanting = -1;
  /** Look-ups since the last collection that found no sampled trace. */
  misses = 0;

  constructor(labels: SeriesLabels, startedAt: number, bounds: number) {
    super(labels, startedAt);
    this.numbers = new Float64Array(bounds + 2);
  }

  get counts(): number[] {
    return Array.from(this.numbers.subarray(0, -1));
  }

  get sum(): number {
    return this.numbers[this.numbers.length - 1] as number;
  }

  get count(): number {
    let count = 0;
    for (let bucket = this.numbers.length - 2; bucket >= 0; bucket--) count += this.numbers[bucket] as number;
    return count;
  }
}

export type Cell = NumberCell | HistogramCell;

/** Puts one observation into its bucket, the first whose bound is not below it, and tells which that is. */
export function observe(cell: HistogramCell, bounds: readonly number[], value: number): number {
  const { numbers } = cell;
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
  numbers[bucket] = (numbers[bucket] as number) + 1;
  numbers[bounds.length + 1] = (numbers[bounds.length + 1] as number) + value;
  return bucket;
}
