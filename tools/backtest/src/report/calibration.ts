import type { Profile } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import { type Costs, moveThreshold, type Probabilities, STRATEGIES } from '@qt/model';
import type { History } from '../history/history.ts';

/** Predictions of `buy` within one tenth of probability, and how many came true. */
export interface CalibrationBin {
  /** Mean of the predicted probabilities, and the share that came true, 0 to 1. */
  readonly predicted: number;
  readonly observed: number;
  readonly count: number;
}

export interface CalibrationCurve {
  readonly profile: Profile;
  /** The confidence from which the profile buys. */
  readonly entryThreshold: number;
  /** Without empty ones, from low to high. */
  readonly bins: readonly CalibrationBin[];
}

const BINS = 10;

/** Compares each prediction of a rise with what the price then did. */
export class Calibration {
  readonly #history: History;
  readonly #costs: Costs;
  readonly #bins = new Map<Profile, { predicted: number; observed: number; count: number }[]>();

  constructor(history: History, costs: Costs) {
    this.#history = history;
    this.#costs = costs;
  }

  /** `index`: of the candle at whose close it was predicted. */
  add(profile: Profile, symbol: string, index: number, { buy }: Probabilities): void {
    const { horizonMinutes } = STRATEGIES[profile];
    const candles = this.#history.get(symbol) ?? [];
    const [now, later] = [candles[index], candles[index + horizonMinutes]];
    // Not known: the history ends before, or a minute on the way is missing.
    if (now === undefined || later?.openTime !== now.openTime + horizonMinutes * MINUTE_MS) return;
    const bins =
      this.#bins.get(profile) ?? Array.from({ length: BINS }, () => ({ predicted: 0, observed: 0, count: 0 }));
    this.#bins.set(profile, bins);
    const bin = bins[Math.min(Math.floor(buy * BINS), BINS - 1)];
    if (bin === undefined) return;
    bin.predicted += buy;
    bin.observed += later.close / now.close - 1 >= moveThreshold(STRATEGIES[profile], this.#costs) ? 1 : 0;
    bin.count += 1;
  }

  curves(): CalibrationCurve[] {
    return [...this.#bins].map(([profile, bins]) => ({
      profile,
      entryThreshold: STRATEGIES[profile].entryThreshold,
      bins: bins
        .filter(({ count }) => count > 0)
        .map(({ predicted, observed, count }) => ({ predicted: predicted / count, observed: observed / count, count })),
    }));
  }
}
