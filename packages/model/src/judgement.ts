import { ACTIONS, PROFILES, type Profile } from '@qt/catalogue';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import type { ModelArtifact } from './artifact.ts';
import type { Costs } from './costs.ts';
import { firstAt, labelledRows, type SampledRow, sampledRows, slice } from './dataset.ts';
import type { Probabilities } from './decide.ts';
import { FEATURES } from './feature-table.ts';
import { predictBy } from './incumbent.ts';
import { stabilityOf } from './spread.ts';
import { moveThreshold, STRATEGIES } from './strategies.ts';

/** A prediction, and what the price then did. */
export interface JudgedPrediction {
  readonly profile: Profile;
  readonly symbol: string;
  /** Open time of the candle at whose close it was made, Unix ms. */
  readonly time: number;
  readonly probabilities: Probabilities;
  /** The class that came true, as its index in `ACTIONS`: labelled as in training, costs included. */
  readonly label: number;
}

/** How far a feature's values of the last day are from those in training. */
export interface FeatureDrift {
  readonly feature: string;
  /** Population stability index, 0 or more. */
  readonly psi: number;
}

export interface Judgement {
  /** Oldest first by profile and symbol. */
  readonly predictions: readonly JudgedPrediction[];
  /** Empty while there are fewer than `MIN_DRIFT_ROWS` rows, or if the card does not know how its features were spread. */
  readonly drift: readonly FeatureDrift[];
}

export interface JudgementTerms {
  /** One-minute candles by symbol: the last day and what features look back on, closed, oldest first. */
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  /** Unix ms: predictions at later candles are judged. */
  readonly after: number;
  readonly costs: Costs;
}

/** Adjacent minutes share their features and labels. */
const STRIDE_MINUTES = 5;
/** Of a day, by profile: with many symbols the rows are further apart. */
const MAX_ROWS = 3000;
const MINUTES_PER_DAY = 1440;
/** Fewer rows of a day spread by chance. */
const MIN_DRIFT_ROWS = 200;

/**
 * Judges what a model predicts of candles whose horizon has passed, and how its inputs differ from those of its training,
 * by the features and labels of training.
 */
export function judge(model: ModelArtifact, { candlesBySymbol, after, costs }: JudgementTerms): Judgement {
  const stride = Math.max(STRIDE_MINUTES, Math.ceil((candlesBySymbol.size * MINUTES_PER_DAY) / MAX_ROWS));
  const sampled = new Map(
    [...candlesBySymbol].map(([symbol, candles]) => [symbol, sampledRows(new Map([[symbol, candles]]), stride)]),
  );
  const predictions = PROFILES.flatMap((profile) =>
    [...sampled].flatMap(([symbol, rows]) => judgedOf(model, profile, symbol, rows, { after, costs })),
  );
  return { predictions, drift: driftOf(model, candlesBySymbol, stride) };
}

function judgedOf(
  model: ModelArtifact,
  profile: Profile,
  symbol: string,
  rows: readonly SampledRow[],
  { after, costs }: Pick<JudgementTerms, 'after' | 'costs'>,
): JudgedPrediction[] {
  const { horizonMinutes } = STRATEGIES[profile];
  const terms = { horizonMinutes, moveThreshold: moveThreshold(STRATEGIES[profile], costs) };
  const all = labelledRows(rows, terms);
  const data = slice(all, firstAt(all.times, after + 1), all.times.length);
  const predicted = predictBy(model, profile, data);
  if (predicted === null) return [];
  return Array.from(data.times, (time, row) => {
    const at = row * ACTIONS.length;
    const [buy = 0, sell = 0, hold = 0] = predicted.subarray(at, at + ACTIONS.length);
    return { profile, symbol, time, probabilities: { buy, sell, hold }, label: data.labels[row] ?? 0 };
  });
}

function driftOf(
  { card }: ModelArtifact,
  candlesBySymbol: ReadonlyMap<string, readonly Candle[]>,
  stride: number,
): FeatureDrift[] {
  const newest = Math.max(...[...candlesBySymbol.values()].map((candles) => candles.at(-1)?.openTime ?? 0));
  const all = labelledRows(sampledRows(candlesBySymbol, stride), { horizonMinutes: 0, moveThreshold: 0 });
  const { rows } = slice(all, firstAt(all.times, newest - MINUTES_PER_DAY * MINUTE_MS), all.times.length);
  const count = rows.length / FEATURES.length;
  if (count < MIN_DRIFT_ROWS) return [];
  return FEATURES.flatMap(({ name }, at) => {
    const training = card.features.find((each) => each.name === name)?.training;
    if (training === undefined) return [];
    const values = Array.from({ length: count }, (_, row) => rows[row * FEATURES.length + at] ?? 0);
    return { feature: name, psi: stabilityOf(training, values) };
  });
}
