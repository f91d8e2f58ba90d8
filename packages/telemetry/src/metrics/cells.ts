/** The labels of one series, in the catalogue's order. Shared with every export of the series: never changed. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** A sum or a latest value. */
export interface NumberCell {
  readonly labels: SeriesLabels;
  /** Unix ms when the series began. */
  readonly startedAt: number;
  value: number;
}

/** A distribution: `counts` has one more entry than the metric has bounds, the last for what is above them all. */
export interface HistogramCell {
  readonly labels: SeriesLabels;
  readonly startedAt: number;
  readonly counts: number[];
  sum: number;
  count: number;
}

export type Cell = NumberCell | HistogramCell;

/** Puts one observation into its bucket: the first whose bound is not below it. */
export function observe(cell: HistogramCell, bounds: readonly number[], value: number): void {
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
  cell.counts[bucket] = (cell.counts[bucket] as number) + 1;
  cell.sum += value;
  cell.count += 1;
}
