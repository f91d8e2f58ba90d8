import { BINS, type BinnedRows } from './bins.ts';
import { FEATURES } from './feature-table.ts';
import { type Cut, Histograms, REGULARISATION, SLOPES } from './histograms.ts';
import { CLASSES } from './softmax.ts';
import { DEPTH, LEAVES, SPLITS } from './trees.ts';

const LEARNING_RATE = 0.1;

/** Grows one tree after another on the same rows. */
export class GrowingTree {
  /** What the next tree is to follow: `SLOPES` numbers a row. */
  readonly slopes: Float64Array;
  readonly #data: BinnedRows;
  readonly #histograms: Histograms;
  /** All rows, node by node of the level that was split last. */
  readonly #rows: Uint32Array;
  readonly #toTheRight: Uint32Array;
  /** Where the rows of each node begin, and the end. */
  #bounds: readonly number[] = [];

  constructor(data: BinnedRows) {
    this.#data = data;
    this.slopes = new Float64Array(data.count * SLOPES);
    this.#histograms = new Histograms(data, this.slopes);
    this.#rows = new Uint32Array(data.count);
    this.#toTheRight = new Uint32Array(data.count);
  }

  /** Fills in a tree, level by level, and adds what it says of each row to `scores`, one of each class a row. */
  grow(tree: Float64Array, scores: Float64Array): void {
    for (let row = 0; row < this.#rows.length; row += 1) this.#rows[row] = row;
    this.#bounds = [0, this.#rows.length];
    for (let level = 0; level < DEPTH; level += 1) {
      if (level === 0) this.#histograms.start(this.#rows);
      else this.#histograms.split(this.#rows, this.#bounds);
      this.#split(tree, 2 ** level);
    }
    for (let leaf = 0; leaf < LEAVES; leaf += 1) {
      const values = tree.subarray(2 * SPLITS + leaf * CLASSES, 2 * SPLITS + (leaf + 1) * CLASSES);
      this.#setLeaf(values, this.#rows.subarray(this.#bounds[leaf], this.#bounds[leaf + 1]), scores);
    }
  }

  #split(tree: Float64Array, nodes: number): void {
    const bounds: number[] = [];
    for (let node = 0; node < nodes; node += 1) {
      const [from = 0, to = 0] = this.#bounds.slice(node, node + 2);
      const cut = this.#histograms.bestCut(node, to - from);
      const at = 2 * (nodes - 1 + node);
      tree[at] = cut.feature;
      tree[at + 1] = this.#data.uppers[cut.feature * BINS + cut.bin] ?? 0;
      bounds.push(from, this.#part(from, to, cut));
    }
    this.#bounds = [...bounds, this.#rows.length];
  }

  /** Puts a node's rows that go to the left before the others, each still in order of time; returns where those begin. */
  #part(from: number, to: number, { feature, bin }: Cut): number {
    const { bins } = this.#data;
    let [left, right] = [from, 0];
    for (let at = from; at < to; at += 1) {
      const row = this.#rows[at] ?? 0;
      if ((bins[row * FEATURES.length + feature] ?? 0) <= bin) this.#rows[left++] = row;
      else this.#toTheRight[right++] = row;
    }
    this.#rows.set(this.#toTheRight.subarray(0, right), left);
    return left;
  }

  /** The Newton step of the rows of a leaf. */
  #setLeaf(values: Float64Array, rows: Uint32Array, scores: Float64Array): void {
    const sums = new Float64Array(SLOPES);
    for (const row of rows) {
      for (let k = 0; k < SLOPES; k += 1) sums[k] = (sums[k] ?? 0) + (this.slopes[row * SLOPES + k] ?? 0);
    }
    const [g0 = 0, g1 = 0, ...hessians] = sums;
    for (const [k, gradient] of [g0, g1, -g0 - g1].entries()) {
      values[k] = (-LEARNING_RATE * gradient) / ((hessians[k] ?? 0) + REGULARISATION);
    }
    for (const row of rows) {
      for (let k = 0; k < CLASSES; k += 1)
        scores[row * CLASSES + k] = (scores[row * CLASSES + k] ?? 0) + (values[k] ?? 0);
    }
  }
}
