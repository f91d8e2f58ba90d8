import { ACTIONS } from '@qt/catalogue';
import type { ReliabilityBin } from '@qt/contracts';
import type { ProbabilityRows } from './calibration.ts';

const CLASSES = ACTIONS.length;
const BINS = 10;

/**
 * What probabilities were worth: of every class of every row, by tenths of the predicted probability, how often it came
 * true. A tenth that was never predicted is left out.
 */
export function reliabilityOf(probabilities: ProbabilityRows, labels: Uint8Array): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ predicted: 0, observed: 0, count: 0 }));
  for (const [row, label] of labels.entries()) {
    for (let at = 0; at < CLASSES; at++) {
      const probability = probabilities[row * CLASSES + at] ?? 0;
      const bin = bins[Math.min(Math.floor(probability * BINS), BINS - 1)];
      if (bin === undefined) continue;
      bin.predicted += probability;
      bin.observed += at === label ? 1 : 0;
      bin.count += 1;
    }
  }
  return bins
    .filter(({ count }) => count > 0)
    .map(({ predicted, observed, count }) => ({ predicted: predicted / count, observed: observed / count, count }));
}
