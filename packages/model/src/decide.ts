import { ACTIONS, type Action } from '@qt/catalogue';
import type { Strategy } from './strategies.ts';

/** Calibrated probability of each class: the change over the horizon will be up, down, or neither. They sum to 1. */
export type Probabilities = Readonly<Record<Action, number>>;

export interface Decision {
  readonly action: Action;
  /** The calibrated probability of `buy` or `sell`; for `hold`, the largest class probability. */
  readonly confidence: number;
}

/** Maps probabilities to a profile's action: `buy` or `sell` at or above its entry threshold, else `hold`. */
export function decide(probabilities: Probabilities, strategy: Pick<Strategy, 'entryThreshold'>): Decision {
  const action = probabilities.buy >= probabilities.sell ? 'buy' : 'sell';
  const confidence = probabilities[action];
  if (confidence >= strategy.entryThreshold) return { action, confidence };
  return { action: 'hold', confidence: Math.max(...ACTIONS.map((each) => probabilities[each])) };
}
