import { FEATURES } from './feature-table.ts';
import type { FeatureRows } from './trees.ts';

export const BINS = 64;

/** Training rows with each value replaced by its bin. */
export interface BinnedRows {
  /** By row, then by feature: which of the feature's bins, 0 to `BINS - 1`. */
  readonly bins: Uint8Array;
  /** By feature, then by bin: the largest value of the bin. */
  readonly uppers: Float64Array;
  readonly count: number;
}

/** Bins with about equally many of these rows, by feature. */
export function binned(rows: FeatureRows): BinnedRows {
  const features = FEATURES.length;
  const count = rows.length / features;
  const bins = new Uint8Array(rows.length);
  const uppers = new Float64Array(features * BINS).fill(Number.POSITIVE_INFINITY);
  const sorted = new Float64Array(count);
  for (let feature = 0; feature < features; feature += 1) {
    for (let row = 0; row < count; row += 1) sorted[row] = rows[row * features + feature] ?? 0;
    sorted.sort();
    const own = uppers.subarray(feature * BINS, (feature + 1) * BINS);
    for (let bin = 0; bin < BINS - 1; bin += 1) own[bin] = sorted[Math.floor(((bin + 1) * count) / BINS)] ?? 0;
    for (let row = 0; row < count; row += 1) {
      bins[row * features + feature] = binOf(own, rows[row * features + feature] ?? 0);
    }
  }
  return { bins, uppers, count };
}

/** The first bin whose upper bound is not below the value. */
function binOf(uppers: Float64Array, value: number): number {
  let [low, high] = [0, BINS - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((uppers[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
