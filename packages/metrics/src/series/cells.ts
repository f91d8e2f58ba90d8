/** The labels of one series, in the catalogue's order. Exports share them: never changed. */
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
  /** Unix ms. */
  readonly startedAt: number;
  /** Whoever holds the cell of an ended series has to look the series up again. */
  ended = false;
  /** The labels as a scrape writes them, once one has. */
  text: string | undefined = undefined;

  constructor(labels: SeriesLabels, startedAt: number) {
    this.labels = labels;
    this.startedAt = startedAt;
  }

  /** A copy of all that grows. */
  abstract snapshot(): number[];
}

/** A sum or a latest value. */
export class NumberCell extends SeriesCell {
  value = 0;

  snapshot(): number[] {
    return [this.value];
  }
}

/** A distribution. */
export class HistogramCell extends SeriesCell {
  /** The count of each bucket, one more than the metric has bounds, and then the sum of all observations. */
  readonly numbers: Float64Array;
  /** By bucket, created with the first one. */
  exemplars: (Exemplar | undefined)[] | undefined = undefined;
  /** A bit for each bucket without an exemplar since the last collection. */
  wanting = -1;
  /** Look-ups since the last collection that found no sampled trace. */
  misses = 0;

  constructor(labels: SeriesLabels, startedAt: number, bounds: number) {
    super(labels, startedAt);
    this.numbers = new Float64Array(bounds + 2);
  }

  get sum(): number {
    return this.numbers[this.numbers.length - 1] as number;
  }

  snapshot(): number[] {
    return Array.from(this.numbers);
  }
}

export type Cell = NumberCell | HistogramCell;

/** Counts one observation in the first bucket whose bound is not below it, and returns that bucket. */
export function observe(cell: HistogramCell, bounds: readonly number[], value: number): number {
  const { numbers } = cell;
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
  numbers[bucket] = (numbers[bucket] as number) + 1;
  numbers[bounds.length + 1] = (numbers[bounds.length + 1] as number) + value;
  return bucket;
}
