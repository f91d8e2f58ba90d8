import type { Profile } from '@qt/catalogue';
import { decide, type FeatureVector, type OpenModel, STRATEGIES } from '@qt/model';
import type { Pacer } from '@qt/nest-service';
import type { ModelMetrics } from '../model/model.metrics.ts';
import { messageOf, type WalkFailure } from './market-view.ts';
import type { Signal } from './signal.ts';

export interface Inferring {
  readonly metrics: Pick<ModelMetrics, 'inferred'>;
  /** Unix ms. */
  readonly now: () => number;
  /** Monotonic ms, for durations. */
  readonly clock: () => number;
  /** A model opens positions for this long after its training, in ms. */
  readonly maxModelAgeMs: number;
  readonly pace: Pacer;
}

export interface Inferred {
  readonly signals: readonly Signal[];
  readonly failures: readonly WalkFailure[];
}

/** Asks the model for one profile's signal of each symbol, one inference call a symbol. */
export async function infer(
  model: OpenModel,
  profile: Profile,
  features: ReadonlyMap<string, FeatureVector>,
  inferring: Inferring,
): Promise<Inferred> {
  const { version, trained_at } = model.card;
  const modelExpiresAt = Date.parse(trained_at) + inferring.maxModelAgeMs;
  const signals: Signal[] = [];
  const failures: WalkFailure[] = [];
  for (const [symbol, vector] of features) {
    try {
      const began = inferring.clock();
      const { probabilities } = await model.infer(profile, vector);
      inferring.metrics.inferred(profile, version, symbol, (inferring.clock() - began) / 1000);
      const { action, confidence } = decide(probabilities, STRATEGIES[profile]);
      const at = inferring.now();
      signals.push({ profile, symbol, action, confidence, at, modelVersion: version, modelExpiresAt, probabilities });
    } catch (error) {
      failures.push({ symbol, profile, provider: null, error: `inference: ${messageOf(error)}` });
    }
    await inferring.pace();
  }
  return { signals, failures };
}

/** Mean confidence, 0 to 1, of at least one signal. */
export function meanConfidence(signals: readonly Signal[]): number {
  return signals.reduce((total, { confidence }) => total + confidence, 0) / signals.length;
}
