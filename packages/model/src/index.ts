export { ArtifactDamaged, ArtifactOutdated, readArtifact } from './artifact.ts';
export { writeArtifactFile } from './artifact-file.ts';
export { decide, type Probabilities } from './decide.ts';
export { FEATURES, type Feature, LOOKBACK_CANDLES } from './feature-table.ts';
export { CandlesGapped, CandlesUnusable, type FeatureVector, featuresOfHistory, featuresOfLast } from './features.ts';
export { labelsOf } from './label.ts';
export { type Inference, ModelUnavailable, type OpenModel, openModel } from './open-model.ts';
export { STRATEGIES, type Strategy } from './strategies.ts';
export {
  TrainingFailed,
  type TrainingInput,
  type TrainingResult,
  trainModel,
} from './train-model.ts';
export type { Progress } from './training-messages.ts';
