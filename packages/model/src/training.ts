import { ACTIONS, PROFILES, type Profile } from '@qt/catalogue';
import type { Candle, ModelCard } from '@qt/contracts';
import { FORMAT, type TrainedClassifier, writeArtifact } from './artifact.ts';
import { BOOSTING_VERSION, trainTrees } from './boosting.ts';
import { calibrate } from './calibration.ts';
import { comparisonOf, type PairedRow } from './comparison.ts';
import type { Costs } from './costs.ts';
import { type Dataset, labelledRows, sampledRows } from './dataset.ts';
import { FEATURES } from './feature-table.ts';
import { FOLDS, foldsOf } from './folds.ts';
import { predictBy, readIncumbent, SEEN_NOTE, UNSEEN_NOTE, unseenFrom } from './incumbent.ts';
import { hashOfHistory } from './packed-candles.ts';
import { comparedRows, economicsOf, pairedRows } from './paired-rows.ts';
import { reliabilityOf } from './reliability.ts';
import { roundsFor } from './rounds.ts';
import { scoresOf } from './scores.ts';
import { spreadOf } from './spread.ts';
import { moveThreshold, STRATEGIES } from './strategies.ts';
import type { TrainingResult } from './train-model.ts';
import { probabilitiesOf } from './trees.ts';
import { rowsSince, walkForward } from './walk-forward.ts';

export interface Training {
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  readonly now: number;
  readonly seed: number;
  readonly costs: Costs;
  readonly incumbent: Uint8Array | undefined;
  readonly onProgress: (progress: number, stage: string) => void;
}

type ProfileCard = ModelCard['profiles'][number];

const MIN_TRAINING_ROWS = 200;

/** Trains, evaluates and packs a candidate. Blocks for seconds. Throws with the reason if there can be none. */
export function train(training: Training): TrainingResult {
  const { candlesBySymbol, now, seed, costs, onProgress } = training;
  const { incumbent, problem } = readIncumbent(training.incumbent);
  const classifiers: TrainedClassifier[] = [];
  const profiles: ProfileCard[] = [];
  const paired: PairedRow[] = [];
  const notes = new Set<string>(problem === null ? [] : [problem]);
  const sampled = sampledRows(candlesBySymbol);
  const steps = PROFILES.length * (FOLDS + 1);
  let features: ModelCard['features'] = [];
  let done = 0;

  for (const profile of PROFILES) {
    const { horizonMinutes } = STRATEGIES[profile];
    const data = labelledRows(sampled, { horizonMinutes, moveThreshold: moveThreshold(STRATEGIES[profile], costs) });
    const fit = (rows: Dataset, stage: string) => {
      onProgress(done / steps, `${profile}: ${stage}`);
      done += 1;
      checkRows(profile, rows);
      return trainTrees(rows.rows, rows.labels, roundsFor(rows, horizonMinutes));
    };
    const comparableFrom = incumbent === null ? null : unseenFrom(incumbent.card, data.times);
    const folds = foldsOf(data.times, horizonMinutes, comparableFrom ?? undefined);
    const outOfSample = walkForward(data, folds, horizonMinutes, fit);
    const trees = fit(data, 'final');
    const { calibration } = outOfSample;
    classifiers.push({ profile, calibration, trees });
    features = featuresOf(data);

    const scored = comparableFrom === null ? outOfSample : rowsSince(comparableFrom, outOfSample);
    const rows = scored.data;
    if (incumbent !== null) notes.add(comparableFrom === null ? SEEN_NOTE : UNSEEN_NOTE);
    const byIncumbent = incumbent && predictBy(incumbent, profile, rows);
    const own = { mean_moves: meanMoves(data) };
    if (byIncumbent !== null && comparableFrom !== null) {
      const card = incumbent?.card.profiles.find((each) => each.profile === profile);
      const candidate = { probabilities: scored.candidate, economics: economicsOf(own, costs) };
      const rival = { probabilities: byIncumbent, economics: economicsOf(card, costs) };
      paired.push(...pairedRows(comparedRows(profile, rows, candidate, rival, costs)));
    }
    const scores = {
      out_of_sample: scoresOf(scored.candidate, rows.labels),
      baseline: scoresOf(scored.baseline, rows.labels),
      incumbent: byIncumbent && scoresOf(byIncumbent, rows.labels),
    };
    profiles.push({
      profile,
      horizon_minutes: horizonMinutes,
      in_sample: scoresOf(calibrate(probabilitiesOf(trees, data.rows), calibration), data.labels),
      ...scores,
      beats_baseline: scores.out_of_sample.log_loss < scores.baseline.log_loss,
      calibration: { scale: calibration.scale, shift: { ...calibration.shift } },
      reliability: reliabilityOf(scored.candidate, rows.labels),
      scored: { ...rangeOf(rows.times), unseen: incumbent === null || comparableFrom !== null },
      class_shares: byAction((action) => rowsOfClass(data, action).length / data.labels.length),
      ...own,
    });
  }
  const card: ModelCard = {
    version: versionOf(now),
    trained_at: new Date(now).toISOString(),
    symbols: [...candlesBySymbol.keys()],
    ...dataRangeOf(candlesBySymbol),
    features,
    training: {
      data_sha256: hashOfHistory(candlesBySymbol),
      seed,
      versions: { format: FORMAT, boosting: BOOSTING_VERSION, node: process.versions.node },
      fee_bps: costs.feeBps,
      slippage_bps: costs.slippageBps,
    },
    comparison: incumbent === null ? null : comparisonOf(paired, seed),
    profiles,
    beats_baseline: profiles.every((each) => each.beats_baseline),
  };
  onProgress(1, 'done');
  return { artifact: writeArtifact({ card, classifiers }), card, incumbentNote: [...notes].join('; ') || null };
}

/** `m-20260101t000000z`: the start of the training, to the second. */
const versionOf = (now: number) => `m-${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase()}z`;

const instant = (ms: number) => new Date(ms).toISOString();

function dataRangeOf(
  candlesBySymbol: ReadonlyMap<string, readonly Candle[]>,
): Pick<ModelCard, 'data_from' | 'data_to'> {
  const histories = [...candlesBySymbol.values()];
  const from = Math.min(...histories.map((each) => each[0]?.openTime ?? Number.POSITIVE_INFINITY));
  const to = Math.max(...histories.map((each) => each.at(-1)?.openTime ?? 0));
  return { data_from: instant(from), data_to: instant(to) };
}

function rangeOf(times: Float64Array): { from: string; to: string } {
  return { from: instant(times[0] ?? 0), to: instant(times.at(-1) ?? 0) };
}

function featuresOf({ rows }: Dataset): ModelCard['features'] {
  return FEATURES.map(({ name, description }, at) => {
    const values = Array.from(
      { length: rows.length / FEATURES.length },
      (_, row) => rows[row * FEATURES.length + at] ?? 0,
    );
    const { bounds, shares } = spreadOf(values);
    return { name, description, training: { bounds: [...bounds], shares: [...shares] } };
  });
}

function byAction(of: (index: number) => number): { buy: number; sell: number; hold: number } {
  return { buy: of(ACTIONS.indexOf('buy')), sell: of(ACTIONS.indexOf('sell')), hold: of(ACTIONS.indexOf('hold')) };
}

function rowsOfClass({ labels, moves }: Dataset, action: number): number[] {
  return Array.from(moves).filter((_, row) => labels[row] === action);
}

/** A class without rows counts as no move. */
function meanMoves(data: Dataset): { buy: number; sell: number; hold: number } {
  return byAction((action) => {
    const moves = rowsOfClass(data, action);
    return moves.reduce((sum, move) => sum + move, 0) / Math.max(1, moves.length);
  });
}

function checkRows(profile: Profile, { labels }: Dataset): void {
  const kinds = new Set(Array.from(labels, (label) => ACTIONS[label] ?? 'hold'));
  if (labels.length < MIN_TRAINING_ROWS || kinds.size < 2) {
    throw new Error(
      `${profile}: expected at least ${MIN_TRAINING_ROWS} rows of two classes in each fold, ` +
        `actual ${labels.length} rows of ${[...kinds].join(' and ') || 'none'}; more or livelier history is needed`,
    );
  }
}
