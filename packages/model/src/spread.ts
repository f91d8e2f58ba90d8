/** How a feature's values are spread over bins. */
export interface Spread {
  /** Upper bounds of all bins but the last, ascending. */
  readonly bounds: readonly number[];
  /** Of the values in each bin, summing to 1. */
  readonly shares: readonly number[];
}

const BINS = 10;

/** Ten bins with about equally many of these values; fewer where many values are the same. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const quantiles = Array.from(
    { length: BINS - 1 },
    (_, bin) => sorted[Math.floor(((bin + 1) * sorted.length) / BINS)] ?? 0,
  );
  const bounds = [...new Set(quantiles)];
  return { bounds, shares: sharesIn(bounds, values) };
}

function sharesIn(bounds: readonly number[], values: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    const found = bounds.findIndex((bound) => value <= bound);
    const bin = found < 0 ? bounds.length : found;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count) => count / values.length);
}

/** Keeps the index finite where a bin is empty. */
const LEAST_SHARE = 1e-4;

/**
 * Population stability index of these values against how they were spread: the sum over the bins of the difference of the
 * shares times the logarithm of their quotient. 0: the same; every value beyond an outer bound of ten bins: about 8.
 */
export function stabilityOf({ bounds, shares }: Spread, values: readonly number[]): number {
  return sharesIn(bounds, values).reduce((sum, now, bin) => {
    const [actual, expected] = [Math.max(now, LEAST_SHARE), Math.max(shares[bin] ?? 0, LEAST_SHARE)];
    return sum + (actual - expected) * Math.log(actual / expected);
  }, 0);
}
