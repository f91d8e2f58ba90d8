import type { Profile } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type Costs, decide, economicsOf, type FeatureVector, type OpenModel, STRATEGIES } from '@qt/model';
import type { Pacer } from '@qt/nest-service';
import type { ModelMetrics } from '../model/model.metrics.ts';
import type { Signal } from './signal.ts';
import type { WalkFailure } from './walk-report.ts';

interface InferenceOptions {
  readonly metrics: Pick<ModelMetrics, 'inferred'>;
  /** Unix ms. */
  readonly now: () => number;
  /** Monotonic ms, for durations. */
  readonly clock: () => number;
  /** Until when the model opens positions, Unix ms. */
  readonly modelExpiresAt: number;
  /** What a fill costs. */
  readonly costs: Costs;
  readonly pace: Pacer;
}

export interface Inferred {
  readonly signals: readonly Signal[];
  readonly failures: readonly WalkFailure[];
}

/** One profile's signal of each symbol, one inference a symbol. */
export async function infer(
  model: OpenModel,
  profile: Profile,
  features: ReadonlyMap<string, FeatureVector>,
  options: InferenceOptions,
): Promise<Inferred> {
  const { version, profiles } = model.card;
  const { modelExpiresAt } = options;
  const economics = economicsOf(
    profiles.find((each) => each.profile === profile),
    options.costs,
  );
  const signals: Signal[] = [];
  const failures: WalkFailure[] = [];
  for (const [symbol, vector] of features) {
    try {
      const began = options.clock();
      const { probabilities } = await model.infer(profile, vector);
      options.metrics.inferred(profile, version, symbol, (options.clock() - began) / 1000);
      const { action, confidence } = decide(probabilities, STRATEGIES[profile], economics);
      const at = options.now();
      signals.push({ profile, symbol, action, confidence, at, modelVersion: version, modelExpiresAt, probabilities });
    } catch (error) {
      failures.push({ symbol, profile, provider: null, error: `inference: ${messageOf(error)}` });
    }
    await options.pace();
  }
  return { signals, failures };
}

/** Mean confidence, 0 to 1, of at least one signal. */
export function meanConfidence(signals: readonly Signal[]): number {
  return signals.reduce((total, { confidence }) => total + confidence, 0) / signals.length;
}
