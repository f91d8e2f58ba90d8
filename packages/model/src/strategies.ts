import type { Profile } from '@qt/catalogue';
import { type Costs, roundTripCost } from './costs.ts';

/** When a profile acts on a signal, and how. */
export interface Strategy {
  /** How far ahead the model looks, in minutes. */
  readonly horizonMinutes: number;
  /** What a round trip must earn after its costs for a row to be labelled `buy`, as a fraction; `sell`: the same way down. */
  readonly netMove: number;
  /** The calibrated probability, 0 to 1, at which `buy` or `sell` is acted on. */
  readonly entryThreshold: number;
  /** Size of an entry in USDT, a decimal as text. */
  readonly notionalUsdt: string;
  /** A position is closed when its price falls this fraction below the entry. */
  readonly stopLossFraction: number;
  /** A position is closed at this age, in minutes. */
  readonly holdMinutes: number;
}

/** Each profile's own horizon, threshold and size. */
export const STRATEGIES: Readonly<Record<Profile, Strategy>> = {
  conservative: {
    horizonMinutes: 60,
    netMove: 0.0036,
    entryThreshold: 0.7,
    notionalUsdt: '250',
    stopLossFraction: 0.01,
    holdMinutes: 60,
  },
  balanced: {
    horizonMinutes: 30,
    netMove: 0.0016,
    entryThreshold: 0.65,
    notionalUsdt: '500',
    stopLossFraction: 0.01,
    holdMinutes: 30,
  },
  aggressive: {
    horizonMinutes: 15,
    netMove: 0.0006,
    entryThreshold: 0.6,
    notionalUsdt: '900',
    stopLossFraction: 0.01,
    holdMinutes: 15,
  },
};

/** The change over the horizon, as a fraction, at which a row is labelled `buy` (up) or `sell` (down). */
export function moveThreshold({ netMove }: Pick<Strategy, 'netMove'>, costs: Costs): number {
  return netMove + roundTripCost(costs);
}
