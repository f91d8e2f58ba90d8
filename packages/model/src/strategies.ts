import type { Profile } from '@qt/catalogue';

/** When a profile acts on a signal, and how. */
export interface Strategy {
  /** How far ahead the model looks, in minutes. */
  readonly horizonMinutes: number;
  /** The change over the horizon, as a fraction, at which a row is labelled `buy` (up) or `sell` (down). */
  readonly moveThreshold: number;
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
    moveThreshold: 0.006,
    entryThreshold: 0.7,
    notionalUsdt: '250',
    stopLossFraction: 0.01,
    holdMinutes: 60,
  },
  balanced: {
    horizonMinutes: 30,
    moveThreshold: 0.004,
    entryThreshold: 0.65,
    notionalUsdt: '500',
    stopLossFraction: 0.01,
    holdMinutes: 30,
  },
  aggressive: {
    horizonMinutes: 15,
    moveThreshold: 0.003,
    entryThreshold: 0.6,
    notionalUsdt: '900',
    stopLossFraction: 0.01,
    holdMinutes: 15,
  },
};
