import { binned } from './bins.ts';
import { frequencies } from './frequencies.ts';
import { GrowingTree } from './growing-tree.ts';
import { SLOPES } from './histograms.ts';
import { CLASSES, softmaxAt } from './softmax.ts';
import { type FeatureRows, TREE_NUMBERS, type Trees } from './trees.ts';

/** Changes whenever the same rows would give other trees. */
export const BOOSTING_VERSION = '3';

/**
 * Trains gradient-boosted trees on the multi-class log loss: each round adds one tree, whose leaves hold a Newton step
 * of every class (Friedman 2001; Chen and Guestrin 2016, eq. 5 to 7, summed over the classes). Nothing is drawn at random:
 * the same rows give the same bytes. `labels` holds one class a row, as its index in `ACTIONS`.
 */
export function trainTrees(rows: FeatureRows, labels: Uint8Array, rounds: number): Trees {
  const trees = new Float64Array(CLASSES + rounds * TREE_NUMBERS);
  const start = frequencies(labels, 1).map(Math.log);
  trees.set(start);
  const scores = new Float64Array(labels.length * CLASSES);
  for (let row = 0; row < labels.length; row += 1) scores.set(start, row * CLASSES);
  const growing = new GrowingTree(binned(rows));
  for (let at = CLASSES; at < trees.length; at += TREE_NUMBERS) {
    setSlopes(growing.slopes, scores, labels);
    growing.grow(trees.subarray(at, at + TREE_NUMBERS), scores);
  }
  return trees;
}

/** Gradient and hessian of the log loss for each row. */
function setSlopes(slopes: Float64Array, scores: Float64Array, labels: Uint8Array): void {
  const p = scores.slice();
  for (let row = 0; row < labels.length; row += 1) {
    softmaxAt(p, row * CLASSES);
    const [p0, p1, p2] = [p[row * CLASSES] ?? 0, p[row * CLASSES + 1] ?? 0, p[row * CLASSES + 2] ?? 0];
    const at = row * SLOPES;
    slopes[at] = p0 - (labels[row] === 0 ? 1 : 0);
    slopes[at + 1] = p1 - (labels[row] === 1 ? 1 : 0);
    slopes[at + 2] = p0 * (1 - p0);
    slopes[at + 3] = p1 * (1 - p1);
    slopes[at + 4] = p2 * (1 - p2);
  }
}
