import type { Profile } from '@qt/catalogue';
import type { ModelCard } from '@qt/contracts';
import type { ProbabilityRows } from './calibration.ts';
import type { FeatureRows } from './trees.ts';

export interface InferenceRequest {
  readonly id: number;
  readonly profile: Profile;
  readonly rows: FeatureRows;
}

export type InferenceReply =
  | { readonly ready: ModelCard }
  | { readonly id: number; readonly probabilities: ProbabilityRows }
  | { readonly id: number; readonly error: string };
