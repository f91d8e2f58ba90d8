import type { Profile } from '@qt/catalogue';
import type { CountedCache } from '@qt/market-data';
import type { Signal } from './signal.ts';
import type { SignalPipeline } from './signal-pipeline.service.ts';

/** No symbol has a signal, and why. */
export class SignalsUnavailable extends Error {
  override readonly name = 'SignalsUnavailable';
}

export interface LatestSignalsOptions {
  readonly cache: CountedCache<readonly Signal[]>;
  readonly pipeline: SignalPipeline;
}

/** The signals of each profile's latest scan, from the `signal` cache. */
export class LatestSignals {
  readonly #options: LatestSignalsOptions;

  constructor(options: LatestSignalsOptions) {
    this.#options = options;
  }

  /** Takes the signals of a scan; no lookup. */
  async publish(profile: Profile, signals: readonly Signal[]): Promise<void> {
    await this.#options.cache.put(profile, signals);
  }

  /**
   * The latest signals, at least one; where those of the last scan are not fresh any more they are inferred anew, with
   * no order following, and where that fails the old ones are served while they may be.
   *
   * @throws NoModel, or SignalsUnavailable where no symbol can be judged and nothing young enough is held.
   */
  async of(profile: Profile): Promise<readonly Signal[]> {
    const { value } = await this.#options.cache.lookup(profile, () => this.#infer(profile), { profile });
    return value;
  }

  async #infer(profile: Profile): Promise<readonly Signal[]> {
    const { pipeline } = this.#options;
    return pipeline.withModel(async (model) => {
      const view = await pipeline.view();
      const { signals, failures } = await pipeline.infer(model, profile, view);
      if (signals.length > 0) return signals;
      const reasons = [...view.failures, ...failures].map(({ symbol, error }) => `${symbol}: ${error}`);
      throw new SignalsUnavailable(`no signal of ${profile}: ${reasons.join('; ')}`);
    });
  }
}
