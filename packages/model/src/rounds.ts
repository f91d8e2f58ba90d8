import { trainTrees } from './boosting.ts';
import { type Dataset, slice } from './dataset.ts';
import { FEATURES } from './feature-table.ts';
import { purgedBefore } from './folds.ts';
import { logLossAt } from './scores.ts';
import { CLASSES, softmaxAt } from './softmax.ts';
import { addScores, TREE_NUMBERS } from './trees.ts';

/** More than this never paid, on the simulated market or on a real one. */
const MOST_ROUNDS = 80;
/** The share of the rows, the newest ones, that decide. */
const DECIDING_SHARE = 0.2;

/**
 * How many rounds of boosting to train these rows for: as many as predict the newest fifth of them best, when trained on
 * the older ones whose labels were known by then. Split by time, since adjacent minutes share features and labels: by a
 * random split the trees would be scored on what they remember.
 */
export function roundsFor(data: Dataset, horizonMinutes: number): number {
  const from = Math.floor(data.labels.length * (1 - DECIDING_SHARE));
  const older = slice(data, 0, purgedBefore(data.times, from, horizonMinutes));
  const newer = slice(data, from, data.labels.length);
  const trees = trainTrees(older.rows, older.labels, MOST_ROUNDS);
  const scores = new Float64Array(newer.labels.length * CLASSES);
  for (let at = 0; at < scores.length; at += CLASSES) scores.set(trees.subarray(0, CLASSES), at);

  let best = { rounds: 0, loss: lossOf(scores, newer.labels) };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const at = CLASSES + round * TREE_NUMBERS;
    const tree = trees.subarray(at, at + TREE_NUMBERS);
    for (let row = 0; row < newer.labels.length; row += 1) {
      addScores(tree, newer.rows, row * FEATURES.length, scores, row * CLASSES);
    }
    const loss = lossOf(scores, newer.labels);
    if (loss < best.loss) best = { rounds: round + 1, loss };
  }
  return best.rounds;
}

/** The summed log loss of scores before the softmax. */
function lossOf(scores: Float64Array, labels: Uint8Array): number {
  const probabilities = scores.slice();
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    softmaxAt(probabilities, row * CLASSES);
    loss += logLossAt(probabilities, row, label);
  }
  return loss;
}
