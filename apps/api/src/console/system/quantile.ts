/** Requests that took no longer than `upperBound` seconds; of the last bucket it is Infinity. */
export interface Bucket {
  readonly upperBound: number;
  /** With those of all lower buckets. */
  readonly count: number;
}

/**
 * The quantile of a histogram in the unit of its bounds, linear within a bucket, as `histogram_quantile` of Prometheus has
 * it: above the highest bound it is that bound. Null: nothing was counted.
 *
 * @param buckets ascending, the last one unbounded
 */
export function quantileOf(q: number, buckets: readonly Bucket[]): number | null {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  const rank = q * total;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const [bucket, below] = [buckets[at], buckets[at - 1] ?? { upperBound: 0, count: 0 }];
  if (bucket === undefined || bucket.upperBound === Number.POSITIVE_INFINITY) return below.upperBound;
  const share = (rank - below.count) / (bucket.count - below.count);
  return below.upperBound + (bucket.upperBound - below.upperBound) * share;
}
