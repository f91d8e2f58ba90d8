export { ArtifactDamaged, ArtifactOutdated, readArtifact } from './artifact.ts';
export { writeArtifactFile } from './artifact-file.ts';
export { type ComparisonInput, type ComparisonResult, compareModels } from './compare-models.ts';
export { isBetter, isWorse } from './comparison.ts';
export { type Costs, roundTripCost } from './costs.ts';
export { decide, type Economics, expectedNet, type Probabilities } from './decide.ts';
export { FEATURES, type Feature, LOOKBACK_CANDLES } from './feature-table.ts';
export { CandlesGapped, CandlesUnusable, type FeatureVector, featuresOfHistory, featuresOfLast } from './features.ts';
export { type JudgementInput, judgeModel } from './judge-model.ts';
export type { FeatureDrift, JudgedPrediction, Judgement } from './judgement.ts';
export { labelOf } from './label.ts';
export { liveSkillOf } from './live-skill.ts';
export { type Inference, ModelUnavailable, type OpenModel, openModel } from './open-model.ts';
export { economicsOf } from './paired-rows.ts';
export { moveThreshold, STRATEGIES, type Strategy } from './strategies.ts';
export {
  TrainingFailed,
  type TrainingInput,
  type TrainingResult,
  trainModel,
} from './train-model.ts';
export type { Progress } from './training-messages.ts';
