import { BINS, type BinnedRows, binned } from './bins.ts';
import { FEATURES } from './feature-table.ts';
import { frequencies } from './frequencies.ts';
import { CLASSES, DEPTH, type FeatureRows, SPLITS, softmaxAt, TREE_NUMBERS, type Trees } from './trees.ts';

/** Changes whenever the same rows would give other trees. */
export const BOOSTING_VERSION = '2';

const LEARNING_RATE = 0.1;
/** Pulls the scores of leaves with few rows towards 0. */
const REGULARISATION = 1;
/** Adjacent minutes are nearly the same row: a leaf needs more than a few of them. */
const MIN_LEAF_ROWS = 20;
/** A row's gradient and hessian of each class, and the row itself. */
const SUMS = 2 * CLASSES + 1;

/**
 * Trains gradient-boosted trees on the multi-class log loss: each round adds one tree, whose leaves hold a Newton step
 * of every class (Friedman 2001; Chen and Guestrin 2016, eq. 5 to 7, summed over the classes). Nothing is drawn at random:
 * the same rows give the same bytes. `labels` holds one class a row, as its index in `ACTIONS`.
 */
export function trainTrees(rows: FeatureRows, labels: Uint8Array, rounds: number): Trees {
  const data = binned(rows);
  const trees = new Float64Array(CLASSES + rounds * TREE_NUMBERS);
  const start = frequencies(labels, 1).map(Math.log);
  trees.set(start);
  const scores = new Float64Array(data.count * CLASSES);
  for (let row = 0; row < data.count; row += 1) scores.set(start, row * CLASSES);
  for (let round = 0; round < rounds; round += 1) {
    const tree = trees.subarray(CLASSES + round * TREE_NUMBERS, CLASSES + (round + 1) * TREE_NUMBERS);
    const slopes = slopesOf(scores, labels);
    const leafOf = growTree(data, slopes, tree);
    for (let row = 0; row < data.count; row += 1) {
      const leaf = 2 * SPLITS + (leafOf[row] ?? 0) * CLASSES;
      for (let k = 0; k < CLASSES; k += 1) {
        scores[row * CLASSES + k] = (scores[row * CLASSES + k] ?? 0) + (tree[leaf + k] ?? 0);
      }
    }
  }
  return trees;
}

/** Gradient and hessian of the log loss by class, then 1, for each row. */
function slopesOf(scores: Float64Array, labels: Uint8Array): Float64Array {
  const p = scores.slice();
  const slopes = new Float64Array(labels.length * SUMS);
  for (let row = 0; row < labels.length; row += 1) {
    softmaxAt(p, row * CLASSES);
    for (let k = 0; k < CLASSES; k += 1) {
      const probability = p[row * CLASSES + k] ?? 0;
      slopes[row * SUMS + k] = probability - (labels[row] === k ? 1 : 0);
      slopes[row * SUMS + CLASSES + k] = probability * (1 - probability);
    }
    slopes[row * SUMS + 2 * CLASSES] = 1;
  }
  return slopes;
}

/** Fills in a tree, level by level; returns each row's leaf. A node that is not worth a split sends every row to the left. */
function growTree(data: BinnedRows, slopes: Float64Array, tree: Float64Array): Uint8Array {
  const { bins, uppers, count } = data;
  const nodeOf = new Uint8Array(count);
  for (let level = 0; level < DEPTH; level += 1) {
    const [from, nodes] = [2 ** level - 1, 2 ** level];
    const features = new Uint8Array(nodes);
    const cuts = new Uint8Array(nodes).fill(BINS - 1);
    const gains = new Float64Array(nodes);
    for (let feature = 0; feature < FEATURES.length; feature += 1) {
      const column = bins.subarray(feature * count, (feature + 1) * count);
      const sums = sumsOf(column, nodeOf, slopes, nodes);
      for (let node = 0; node < nodes; node += 1) {
        const { gain, cut } = bestCut(sums.subarray(node * BINS * SUMS, (node + 1) * BINS * SUMS));
        if (!(gain > (gains[node] ?? 0))) continue;
        gains[node] = gain;
        features[node] = feature;
        cuts[node] = cut;
      }
    }
    for (let node = 0; node < nodes; node += 1) {
      const [feature, cut] = [features[node] ?? 0, cuts[node] ?? 0];
      tree[2 * (from + node)] = feature;
      tree[2 * (from + node) + 1] = uppers[feature * BINS + cut] ?? 0;
    }
    for (let row = 0; row < count; row += 1) {
      const node = nodeOf[row] ?? 0;
      const bin = bins[(features[node] ?? 0) * count + row] ?? 0;
      nodeOf[row] = 2 * node + (bin <= (cuts[node] ?? 0) ? 0 : 1);
    }
  }
  setLeaves(nodeOf, slopes, tree);
  return nodeOf;
}

/** Slopes of one feature, summed by node and bin. */
function sumsOf(column: Uint8Array, nodeOf: Uint8Array, slopes: Float64Array, nodes: number): Float64Array {
  const sums = new Float64Array(nodes * BINS * SUMS);
  for (let row = 0; row < column.length; row += 1) {
    const at = ((nodeOf[row] ?? 0) * BINS + (column[row] ?? 0)) * SUMS;
    const from = row * SUMS;
    for (let k = 0; k < SUMS; k += 1) sums[at + k] = (sums[at + k] ?? 0) + (slopes[from + k] ?? 0);
  }
  return sums;
}

/** The last bin of the left side that lowers the loss most; a gain of 0 if none does. */
function bestCut(sums: Float64Array): { gain: number; cut: number } {
  let best = { gain: 0, cut: BINS - 1 };
  let rows = 0;
  for (let at = 2 * CLASSES; at < sums.length; at += SUMS) rows += sums[at] ?? 0;
  if (rows < 2 * MIN_LEAF_ROWS) return best;
  const total = new Float64Array(SUMS);
  for (let from = 0; from < sums.length; from += SUMS) {
    for (let k = 0; k < SUMS; k += 1) total[k] = (total[k] ?? 0) + (sums[from + k] ?? 0);
  }
  const whole = worth(total);
  const left = new Float64Array(SUMS);
  const right = new Float64Array(SUMS);
  for (let bin = 0; bin < BINS - 1; bin += 1) {
    for (let k = 0; k < SUMS; k += 1) left[k] = (left[k] ?? 0) + (sums[bin * SUMS + k] ?? 0);
    const leftRows = left[2 * CLASSES] ?? 0;
    if (leftRows < MIN_LEAF_ROWS || (sums[bin * SUMS + 2 * CLASSES] ?? 0) === 0) continue;
    if (rows - leftRows < MIN_LEAF_ROWS) break;
    for (let k = 0; k < SUMS; k += 1) right[k] = (total[k] ?? 0) - (left[k] ?? 0);
    const gain = worth(left) + worth(right) - whole;
    if (gain > best.gain) best = { gain, cut: bin };
  }
  return best;
}

/** By how much the Newton step of a leaf lowers the loss, doubled. */
function worth(sums: Float64Array): number {
  let value = 0;
  for (let k = 0; k < CLASSES; k += 1) value += (sums[k] ?? 0) ** 2 / ((sums[CLASSES + k] ?? 0) + REGULARISATION);
  return value;
}

function setLeaves(leafOf: Uint8Array, slopes: Float64Array, tree: Float64Array): void {
  const sums = new Float64Array((SPLITS + 1) * 2 * CLASSES);
  for (let row = 0; row < leafOf.length; row += 1) {
    const at = (leafOf[row] ?? 0) * 2 * CLASSES;
    for (let k = 0; k < 2 * CLASSES; k += 1) sums[at + k] = (sums[at + k] ?? 0) + (slopes[row * SUMS + k] ?? 0);
  }
  for (let leaf = 0; leaf <= SPLITS; leaf += 1) {
    for (let k = 0; k < CLASSES; k += 1) {
      const [gradient, hessian] = [sums[leaf * 2 * CLASSES + k] ?? 0, sums[leaf * 2 * CLASSES + CLASSES + k] ?? 0];
      tree[2 * SPLITS + leaf * CLASSES + k] = (-LEARNING_RATE * gradient) / (hessian + REGULARISATION);
    }
  }
}
