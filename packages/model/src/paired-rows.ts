import { ACTIONS, type Profile } from '@qt/catalogue';
import type { ModelCard } from '@qt/contracts';
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

/** Row by row, by how much two models differ. */
export function pairedRows(
  profile: Profile,
  data: Dataset,
  first: Predicted,
  second: Predicted,
  costs: Costs,
): PairedRow[] {
  const logLossOf = ({ probabilities }: Predicted, row: number) => logLossAt(probabilities, row, data.labels[row] ?? 0);
  return Array.from(data.times, (time, row) => ({
    time,
    logLoss: logLossOf(first, row) - logLossOf(second, row),
    netReturn: netReturnAt(profile, first, row, data, costs) - netReturnAt(profile, second, row, data, costs),
  }));
}

/** Only a buy opens a position: the account is long-only. */
function netReturnAt(
  profile: Profile,
  { probabilities, economics }: Predicted,
  row: number,
  { moves }: Dataset,
  costs: Costs,
) {
  const at = row * ACTIONS.length;
  const [buy = 0, sell = 0, hold = 0] = probabilities.subarray(at, at + ACTIONS.length);
  const { action } = decide({ buy, sell, hold }, STRATEGIES[profile], economics);
  return action === 'buy' ? (moves[row] ?? 0) - roundTripCost(costs) : 0;
}
