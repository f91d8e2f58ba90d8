import { ACTIONS, type Action } from '@qt/catalogue';
import type { Strategy } from './strategies.ts';

/** Calibrated probability of each class: the change over the horizon will be up, down, or neither. They sum to 1. */
export type Probabilities = Readonly<Record<Action, number>>;

export interface Decision {
  readonly action: Action;
  /** The calibrated probability of `buy` or `sell`; for `hold`, the largest class probability. */
  readonly confidence: number;
}

/** What a prediction is worth, as fractions of the notional. */
export interface Economics {
  /** The mean change of the price in training where each class came true. */
  readonly meanMoves: Readonly<Record<Action, number>>;
  /** Of a round trip: fee and slippage of both fills. */
  readonly cost: number;
}

/**
 * Maps probabilities to a profile's action: `buy` or `sell` at or above its entry threshold, else `hold`. A `buy` must
 * also be expected to earn more than it costs, where that is known.
 */
export function decide(
  probabilities: Probabilities,
  strategy: Pick<Strategy, 'entryThreshold'>,
  economics?: Economics,
): Decision {
  const action = probabilities.buy >= probabilities.sell ? 'buy' : 'sell';
  const confidence = probabilities[action];
  const worthwhile = action === 'sell' || economics === undefined || expectedNet(probabilities, economics) > 0;
  if (confidence >= strategy.entryThreshold && worthwhile) return { action, confidence };
  return { action: 'hold', confidence: Math.max(...ACTIONS.map((each) => probabilities[each])) };
}

/** What a buy is expected to earn over the horizon after its costs, as a fraction. */
export function expectedNet(probabilities: Probabilities, { meanMoves, cost }: Economics): number {
  return ACTIONS.reduce((sum, action) => sum + probabilities[action] * meanMoves[action], 0) - cost;
}
