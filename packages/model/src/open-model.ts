import { ACTIONS, type Profile } from '@qt/catalogue';
import type { ModelCard } from '@qt/contracts';
import type { ProbabilityRows } from './calibration.ts';
import type { Probabilities } from './decide.ts';
import { FEATURES } from './feature-table.ts';
import type { FeatureVector } from './features.ts';
import { InferenceThread } from './inference-client.ts';

import { startThread } from './worker-thread.ts';

export { ModelUnavailable } from './inference-client.ts';

/** The model's result for one row. */
export interface Inference {
  readonly probabilities: Probabilities;
}

/** A model ready for inference; its trees live in a worker thread. */
export interface OpenModel {
  readonly version: string;
  readonly card: ModelCard;
  /** Why the worker thread ended; undefined while it runs. The next inference restarts it. */
  readonly broken: string | undefined;
  /** Infers one row. Rejects with `ModelUnavailable` when the worker thread failed. */
  infer(profile: Profile, features: FeatureVector): Promise<Inference>;
  /** Infers several rows in one message; the results keep their order. */
  inferMany(profile: Profile, features: readonly FeatureVector[]): Promise<Inference[]>;
  /** Ends the worker thread; pending inferences are rejected. */
  close(): Promise<void>;
}

/** Opens a model's file in a worker thread. Rejects with `ModelUnavailable`, which gives the reason. */
export async function openModel(artifact: Uint8Array): Promise<OpenModel> {
  const thread = new InferenceThread(() => startThread('inference', artifact));
  const card = await thread.start();
  const inferMany = async (profile: Profile, features: readonly FeatureVector[]) => {
    if (features.length === 0) return [];
    return inferencesOf(await thread.ask(profile, rowsOf(features)));
  };
  return {
    version: card.version,
    card,
    get broken() {
      return thread.broken;
    },
    inferMany,
    infer: async (profile, features) => {
      const [inference] = await inferMany(profile, [features]);
      if (inference === undefined) throw new Error('infer: expected one answer, actual none');
      return inference;
    },
    close: () => thread.close(),
  };
}

function rowsOf(features: readonly FeatureVector[]): Float64Array {
  const rows = new Float64Array(features.length * FEATURES.length);
  for (const [row, vector] of features.entries()) {
    if (vector.length !== FEATURES.length || !vector.every(Number.isFinite)) {
      throw new RangeError(`features: expected ${FEATURES.length} finite numbers, actual ${vector.join()}`);
    }
    rows.set(vector, row * FEATURES.length);
  }
  return rows;
}

function inferencesOf(rows: ProbabilityRows): Inference[] {
  return Array.from({ length: rows.length / ACTIONS.length }, (_, row) => {
    const probabilities = ACTIONS.map((action, at) => [action, rows[row * ACTIONS.length + at]]);
    return { probabilities: Object.fromEntries(probabilities) as Probabilities };
  });
}
