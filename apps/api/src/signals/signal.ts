import type { Action, Profile } from '@qt/catalogue';

/** What the model predicts of one symbol for one profile, at one moment. */
export interface Signal {
  readonly profile: Profile;
  /** In Binance's spelling: `BTCUSDT`. */
  readonly symbol: string;
  readonly action: Action;
  /**
   * The calibrated probability of `action`, 0 to 1; for `hold` the largest class probability. Never inflated.
   */
  readonly confidence: number;
  /** When it was inferred, Unix ms. */
  readonly at: number;
  readonly modelVersion: string;
  /** When the model may no longer open positions, Unix ms: `QT_MODEL_MAX_AGE_HOURS` after its training, or after it last proved itself. */
  readonly modelExpiresAt: number;
  /** Calibrated probabilities of the classes, by action; they sum to 1. */
  readonly probabilities: Readonly<Record<Action, number>>;
}
