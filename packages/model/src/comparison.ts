import { MINUTE_MS, type ModelComparison } from '@qt/contracts';
import { seededRandom } from './seeded-random.ts';

/** How two models differ in one row that neither has seen: the first less the second. */
export interface PairedRow {
  /** Unix ms. */
  readonly time: number;
  readonly logLoss: number;
  /** What the decision earns over the horizon after fee and slippage, as a fraction. */
  readonly netReturn: number;
}

/** Rows closer than a feature's look-back or a label's horizon share minutes: what is drawn again is whole blocks. */
const BLOCK_MS = 120 * MINUTE_MS;
const DRAWS = 1000;
/** Each bound is exceeded by this share of the draws. */
const TAIL = 0.01;
/** Fewer say nothing: their bounds are far too narrow. */
export const MIN_BLOCKS = 8;

/**
 * The mean differences with bounds by the block bootstrap (Künsch 1989, without overlap): blocks of two hours are drawn
 * with replacement, all symbols and profiles of a block together. Null for fewer than `MIN_BLOCKS` blocks.
 */
export function comparisonOf(rows: readonly PairedRow[], seed: number): ModelComparison | null {
  const byBlock = Map.groupBy(rows, ({ time }) => Math.floor(time / BLOCK_MS));
  const blocks = [...byBlock.values()].map((of) => ({
    rows: of.length,
    logLoss: of.reduce((sum, row) => sum + row.logLoss, 0),
    netReturn: of.reduce((sum, row) => sum + row.netReturn, 0),
  }));
  if (blocks.length < MIN_BLOCKS) return null;
  const random = seededRandom(seed);
  const draws = Array.from({ length: DRAWS }, () =>
    meanOf(
      Array.from(blocks, () => blocks[Math.floor(random() * blocks.length)] ?? { rows: 0, logLoss: 0, netReturn: 0 }),
    ),
  );
  const mean = meanOf(blocks);
  const bounded = (of: 'logLoss' | 'netReturn') => {
    const sorted = draws.map((draw) => draw[of]).sort((a, b) => a - b);
    const quantile = (share: number) => sorted[Math.min(Math.floor(share * DRAWS), DRAWS - 1)] ?? 0;
    return { difference: mean[of], lower: quantile(TAIL), upper: quantile(1 - TAIL) };
  };
  return { rows: rows.length, blocks: blocks.length, log_loss: bounded('logLoss'), net_return: bounded('netReturn') };
}

/** Whether the first model is better beyond chance: by log loss, and without earning less. */
export function isBetter({ log_loss, net_return }: ModelComparison): boolean {
  return log_loss.upper < 0 && net_return.difference >= 0;
}

/** Whether the second one is. */
export function isWorse({ log_loss, net_return }: ModelComparison): boolean {
  return log_loss.lower > 0 && net_return.difference <= 0;
}

function meanOf(blocks: readonly { rows: number; logLoss: number; netReturn: number }[]) {
  let [rows, logLoss, netReturn] = [0, 0, 0];
  for (const block of blocks) {
    rows += block.rows;
    logLoss += block.logLoss;
    netReturn += block.netReturn;
  }
  return { logLoss: logLoss / rows, netReturn: netReturn / rows };
}
