import { ACTIONS, type Profile } from '@qt/catalogue';
import type { ComparedModels, ModelCard } from '@qt/contracts';
import type { ProbabilityRows } from './calibration.ts';
import type { PairedRow } from './comparison.ts';
import { type Costs, roundTripCost } from './costs.ts';
import type { Dataset } from './dataset.ts';
import { decide, type Economics } from './decide.ts';
import { logLossAt } from './scores.ts';
import { STRATEGIES } from './strategies.ts';

type ProfileCard = ModelCard['profiles'][number];

/** One model's predictions of the rows that it is compared on, and what it decides by. */
export interface Predicted {
  readonly probabilities: ProbabilityRows;
  readonly economics: Economics | undefined;
}

/** What a model of this card decides by; undefined for one that does not know how far prices moved. */
export function economicsOf(card: Pick<ProfileCard, 'mean_moves'> | undefined, costs: Costs): Economics | undefined {
  return card?.mean_moves && { meanMoves: card.mean_moves, cost: roundTripCost(costs) };
}

/** How each of two models did in one row. */
export interface ComparedRow {
  /** Unix ms. */
  readonly time: number;
  readonly first: RowResult;
  readonly second: RowResult;
}

interface RowResult {
  readonly logLoss: number;
  /** Null: it would not have bought. */
  readonly netReturn: number | null;
}

/** Row by row, how two models did. */
export function comparedRows(
  profile: Profile,
  data: Dataset,
  first: Predicted,
  second: Predicted,
  costs: Costs,
): ComparedRow[] {
  const resultOf = (model: Predicted, row: number) => ({
    logLoss: logLossAt(model.probabilities, row, data.labels[row] ?? 0),
    netReturn: netReturnAt(profile, model, row, data, costs),
  });
  return Array.from(data.times, (time, row) => ({ time, first: resultOf(first, row), second: resultOf(second, row) }));
}

/** One model's rows together: means over all of them. */
export function resultOf(rows: readonly RowResult[]): ComparedModels['profiles'][number]['first'] {
  const mean = (of: (row: RowResult) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  return {
    log_loss: mean(({ logLoss }) => logLoss),
    entries: rows.filter(({ netReturn }) => netReturn !== null).length,
    net_return: mean(({ netReturn }) => netReturn ?? 0),
  };
}

/** By how much they differ. */
export function pairedRows(rows: readonly ComparedRow[]): PairedRow[] {
  return rows.map(({ time, first, second }) => ({
    time,
    logLoss: first.logLoss - second.logLoss,
    netReturn: (first.netReturn ?? 0) - (second.netReturn ?? 0),
  }));
}

/** Only a buy opens a position: the account is long-only. */
function netReturnAt(
  profile: Profile,
  { probabilities, economics }: Predicted,
  row: number,
  { moves }: Dataset,
  costs: Costs,
): number | null {
  const at = row * ACTIONS.length;
  const [buy = 0, sell = 0, hold = 0] = probabilities.subarray(at, at + ACTIONS.length);
  const { action } = decide({ buy, sell, hold }, STRATEGIES[profile], economics);
  return action === 'buy' ? (moves[row] ?? 0) - roundTripCost(costs) : null;
}
