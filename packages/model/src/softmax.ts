import { ACTIONS } from '@qt/catalogue';

/** Scores and probabilities of a row are in the order of `ACTIONS`. */
export const CLASSES = ACTIONS.length;

/** Turns the scores of one row into probabilities, in place. */
export function softmaxAt(scores: Float64Array, offset: number): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < CLASSES; k += 1) largest = Math.max(largest, scores[offset + k] ?? 0);
  let total = 0;
  for (let k = 0; k < CLASSES; k += 1) {
    const power = Math.exp((scores[offset + k] ?? 0) - largest);
    scores[offset + k] = power;
    total += power;
  }
  for (let k = 0; k < CLASSES; k += 1) scores[offset + k] = (scores[offset + k] ?? 0) / total;
}
