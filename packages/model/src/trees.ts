import type { ProbabilityRows } from './calibration.ts';
import { FEATURES } from './feature-table.ts';
import { CLASSES, softmaxAt } from './softmax.ts';

/** Rows of features, one after another: `FEATURES.length` numbers each. */
export type FeatureRows = Float64Array;

/** How many decisions lead to a leaf. */
export const DEPTH = 5;
export const SPLITS = 2 ** DEPTH - 1;
export const LEAVES = 2 ** DEPTH;
/** Of one tree: feature and threshold of each split, level by level, then the scores that each leaf adds. */
export const TREE_NUMBERS = 2 * SPLITS + LEAVES * CLASSES;

/** Numbers of a classifier: the scores it begins with, one a class, then its trees. */
export type Trees = Float64Array;

/** Adds one tree's scores for a row to `scores`, both at their offsets. */
export function addScores(
  tree: Float64Array,
  rows: FeatureRows,
  row: number,
  scores: Float64Array,
  offset: number,
): void {
  let node = 0;
  for (let level = 0; level < DEPTH; level += 1) {
    const value = rows[row + (tree[2 * node] ?? 0)] ?? 0;
    node = 2 * node + (value <= (tree[2 * node + 1] ?? 0) ? 1 : 2);
  }
  const leaf = 2 * SPLITS + (node - SPLITS) * CLASSES;
  for (let k = 0; k < CLASSES; k += 1) scores[offset + k] = (scores[offset + k] ?? 0) + (tree[leaf + k] ?? 0);
}

/** Raw probabilities, three a row in the order of `ACTIONS`. */
export function probabilitiesOf(trees: Trees, rows: FeatureRows): ProbabilityRows {
  const count = rows.length / FEATURES.length;
  const probabilities = new Float64Array(count * CLASSES);
  const first = trees.subarray(0, CLASSES);
  for (let row = 0; row < count; row += 1) probabilities.set(first, row * CLASSES);
  for (let at = CLASSES; at < trees.length; at += TREE_NUMBERS) {
    const tree = trees.subarray(at, at + TREE_NUMBERS);
    for (let row = 0; row < count; row += 1) {
      addScores(tree, rows, row * FEATURES.length, probabilities, row * CLASSES);
    }
  }
  for (let row = 0; row < count; row += 1) softmaxAt(probabilities, row * CLASSES);
  return probabilities;
}

/** As they are in a model's file: eight bytes a number, little-endian. */
export function bytesOfTrees(trees: Trees): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(trees.length * 8));
  for (const [at, value] of trees.entries()) bytes.setFloat64(at * 8, value, true);
  return new Uint8Array(bytes.buffer);
}

/** Throws RangeError for bytes that are no trees. */
export function treesOfBytes(bytes: Uint8Array): Trees {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const trees = Float64Array.from({ length: bytes.byteLength / 8 }, (_, at) => view.getFloat64(at * 8, true));
  if ((trees.length - CLASSES) % TREE_NUMBERS !== 0) {
    throw new RangeError(`trees: expected ${TREE_NUMBERS} numbers each, actual ${trees.length - CLASSES} in all`);
  }
  return trees;
}
