import { BINS, type BinnedRows } from './bins.ts';
import { FEATURES } from './feature-table.ts';

/**
 * Of a row: the gradient of the log loss for the first two actions (for the third it is what is missing to 0), then the
 * hessian for all three. Sums of them are written out: a loop over five numbers takes twice as long.
 */
export const SLOPES = 5;
/** Pulls the scores of leaves with few rows towards 0. */
export const REGULARISATION = 1;

/** Where a node is split: rows whose bin of the feature is `bin` or below go to the left. */
export interface Cut {
  readonly feature: number;
  readonly bin: number;
}

/** Every row to the left. */
const NO_CUT: Cut = { feature: 0, bin: BINS - 1 };
/** Adjacent minutes are nearly the same row: a leaf needs more than a few of them. */
const MIN_LEAF_ROWS = 20;
/** Of a bin: the slopes of its rows, and how many they are. */
const SUMS = SLOPES + 1;
const FEATURE_SUMS = BINS * SUMS;
const NODE_SUMS = FEATURES.length * FEATURE_SUMS;

/**
 * The slopes of each node of a level, summed by feature and bin. Of two children only the smaller is counted: the larger
 * has the rest of what their parent had (Ke et al. 2017, LightGBM).
 */
export class Histograms {
  readonly #data: BinnedRows;
  readonly #slopes: Float64Array;
  #nodes: readonly Float64Array[] = [];
  readonly #unused: Float64Array[] = [];

  /** `slopes`: `SLOPES` numbers a row, which may change from tree to tree. */
  constructor(data: BinnedRows, slopes: Float64Array) {
    this.#data = data;
    this.#slopes = slopes;
  }

  /** The root of a tree. */
  start(rows: Uint32Array): void {
    this.#unused.push(...this.#nodes);
    this.#nodes = [this.#counted(rows)];
  }

  /** The children of every node: the rows of child n are those from `bounds[n]` to before `bounds[n + 1]`. */
  split(rows: Uint32Array, bounds: readonly number[]): void {
    this.#nodes = this.#nodes.flatMap((parent, node) => {
      const [from = 0, middle = 0, to = 0] = bounds.slice(2 * node);
      const leftIsSmaller = middle - from < to - middle;
      const smaller = this.#counted(leftIsSmaller ? rows.subarray(from, middle) : rows.subarray(middle, to));
      for (let at = 0; at < NODE_SUMS; at += 1) parent[at] = (parent[at] ?? 0) - (smaller[at] ?? 0);
      return leftIsSmaller ? [smaller, parent] : [parent, smaller];
    });
  }

  /** What lowers the loss of a node with so many rows most; `NO_CUT` if nothing does. */
  bestCut(node: number, rows: number): Cut {
    const sums = this.#nodes[node];
    if (sums === undefined || rows < 2 * MIN_LEAF_ROWS) return NO_CUT;
    let best = { ...NO_CUT, gain: 0 };
    for (let feature = 0; feature < FEATURES.length; feature += 1) {
      const found = bestBin(sums.subarray(feature * FEATURE_SUMS, (feature + 1) * FEATURE_SUMS), rows);
      if (found.gain > best.gain) best = { feature, ...found };
    }
    return best;
  }

  #counted(rows: Uint32Array): Float64Array {
    const sums = this.#unused.pop()?.fill(0) ?? new Float64Array(NODE_SUMS);
    const slopes = this.#slopes;
    const { bins } = this.#data;
    for (const row of rows) {
      const from = row * SLOPES;
      const [g0, g1] = [slopes[from] ?? 0, slopes[from + 1] ?? 0];
      const [h0, h1, h2] = [slopes[from + 2] ?? 0, slopes[from + 3] ?? 0, slopes[from + 4] ?? 0];
      let bin = row * FEATURES.length;
      for (let feature = 0; feature < NODE_SUMS; feature += FEATURE_SUMS) {
        const at = feature + (bins[bin++] ?? 0) * SUMS;
        sums[at] = (sums[at] ?? 0) + g0;
        sums[at + 1] = (sums[at + 1] ?? 0) + g1;
        sums[at + 2] = (sums[at + 2] ?? 0) + h0;
        sums[at + 3] = (sums[at + 3] ?? 0) + h1;
        sums[at + 4] = (sums[at + 4] ?? 0) + h2;
        sums[at + 5] = (sums[at + 5] ?? 0) + 1;
      }
    }
    return sums;
  }
}

/** The last bin of the left side that lowers the loss most; a gain of 0 if none does. */
function bestBin(sums: Float64Array, rows: number): { gain: number; bin: number } {
  let [g0, g1, h0, h1, h2] = [0, 0, 0, 0, 0];
  for (let at = 0; at < FEATURE_SUMS; at += SUMS) {
    g0 += sums[at] ?? 0;
    g1 += sums[at + 1] ?? 0;
    h0 += sums[at + 2] ?? 0;
    h1 += sums[at + 3] ?? 0;
    h2 += sums[at + 4] ?? 0;
  }
  const whole = worth(g0, g1, h0, h1, h2);
  let [leftG0, leftG1, leftH0, leftH1, leftH2, leftRows] = [0, 0, 0, 0, 0, 0];
  let [most, bin] = [0, BINS - 1];
  for (let at = 0; at < FEATURE_SUMS - SUMS; at += SUMS) {
    const added = sums[at + 5] ?? 0;
    leftG0 += sums[at] ?? 0;
    leftG1 += sums[at + 1] ?? 0;
    leftH0 += sums[at + 2] ?? 0;
    leftH1 += sums[at + 3] ?? 0;
    leftH2 += sums[at + 4] ?? 0;
    leftRows += added;
    if (leftRows < MIN_LEAF_ROWS || added === 0) continue;
    if (rows - leftRows < MIN_LEAF_ROWS) break;
    const left = worth(leftG0, leftG1, leftH0, leftH1, leftH2);
    const right = worth(g0 - leftG0, g1 - leftG1, h0 - leftH0, h1 - leftH1, h2 - leftH2);
    const gain = left + right - whole;
    if (gain > most) [most, bin] = [gain, at / SUMS];
  }
  return { gain: most, bin };
}

/** By how much the Newton step of a leaf lowers the loss, doubled. */
function worth(g0: number, g1: number, h0: number, h1: number, h2: number): number {
  const g2 = -g0 - g1;
  return (g0 * g0) / (h0 + REGULARISATION) + (g1 * g1) / (h1 + REGULARISATION) + (g2 * g2) / (h2 + REGULARISATION);
}
