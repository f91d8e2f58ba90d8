import { PROFILES } from '@qt/catalogue';
import type { ListedModel, ModelCard, Scores } from '@qt/contracts';
import type { OpenModel, Probabilities } from '@qt/model';

const SCORES: Scores = { log_loss: 0.9, brier: 0.5, calibration_error: 0.02, accuracy: 0.6, rows: 1000 };

export function card(version: string, trainedAt = '2026-11-23T00:00:00.000Z'): ModelCard {
  return {
    version,
    trained_at: trainedAt,
    symbols: ['BTCUSDT'],
    data_from: '2026-11-20T00:00:00.000Z',
    data_to: '2026-11-22T23:59:00.000Z',
    features: [{ name: 'change_1m', description: 'Change of the close.' }],
    profiles: PROFILES.map((profile) => ({
      profile,
      horizon_minutes: 15,
      in_sample: SCORES,
      out_of_sample: SCORES,
      baseline: SCORES,
      incumbent: null,
      beats_baseline: true,
    })),
    beats_baseline: true,
  };
}

export function listed(version: string): ListedModel {
  return {
    card: card(version),
    state: 'current',
    promoted_at: '2026-11-23T00:01:00.000Z',
    scored_at: null,
    why: 'the first model',
  };
}

/** A model that always infers the same, and remembers whether it was closed. */
export class SteadyModel implements OpenModel {
  readonly card: ModelCard;
  broken: string | undefined = undefined;
  readonly asked: string[] = [];
  closed = false;
  readonly #probabilities: Probabilities;

  constructor(version: string, probabilities: Probabilities = { buy: 0.8, sell: 0.05, hold: 0.15 }) {
    this.card = card(version);
    this.#probabilities = probabilities;
  }

  get version(): string {
    return this.card.version;
  }

  async infer(profile: string) {
    this.asked.push(profile);
    return { probabilities: this.#probabilities };
  }

  async inferMany(profile: string, features: readonly unknown[]) {
    return Promise.all(features.map(() => this.infer(profile)));
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
