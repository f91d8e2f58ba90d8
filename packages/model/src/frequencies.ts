import { ACTIONS } from '@qt/catalogue';
import type { ProbabilityRows } from './calibration.ts';

/** The share of each class among the labels, repeated for `rows` rows; each class gets half a row extra. */
export function frequencies(labels: Uint8Array, rows: number): ProbabilityRows {
  const counts = ACTIONS.map((_, action) => 0.5 + labels.reduce((sum, label) => sum + (label === action ? 1 : 0), 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from({ length: rows * ACTIONS.length }, (_, at) => (counts[at % ACTIONS.length] ?? 0) / total);
}
