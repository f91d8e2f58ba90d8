import { ACTIONS, PROFILES, type Profile } from '@qt/catalogue';
import type { Candle, ModelCard } from '@qt/contracts';
import { type TrainedClassifier, writeArtifact } from './artifact.ts';
import { calibrate } from './calibration.ts';
import { type Dataset, datasetOf } from './dataset.ts';
import { FEATURES } from './feature-table.ts';
import { FOLDS, foldsOf } from './folds.ts';
import { predictByIncumbent, readIncumbent, SEEN_NOTE, UNSEEN_NOTE, unseenFrom } from './incumbent.ts';
import { scoresOf } from './scores.ts';
import { STRATEGIES } from './strategies.ts';
import type { TrainingResult } from './train-model.ts';
import { rowsSince, walkForward } from './walk-forward.ts';
import { trainTrees, type YdfLibrary } from './ydf.ts';

export interface Training {
  readonly library: YdfLibrary;
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  readonly now: number;
  readonly incumbent: Uint8Array | undefined;
  readonly onProgress: (progress: number, stage: string) => void;
}

type ProfileCard = ModelCard['profiles'][number];

const MIN_TRAINING_ROWS = 200;

/** Trains, evaluates and packs a candidate. Blocks for seconds. Throws with the reason if there can be none. */
export async function train(training: Training): Promise<TrainingResult> {
  const { candlesBySymbol, now, onProgress, library } = training;
  const { incumbent, problem } = readIncumbent(training.incumbent);
  const classifiers: TrainedClassifier[] = [];
  const profiles: ProfileCard[] = [];
  const notes = new Set<string>(problem === null ? [] : [problem]);
  const steps = PROFILES.length * (FOLDS + 1);
  let done = 0;

  for (const profile of PROFILES) {
    const { horizonMinutes } = STRATEGIES[profile];
    const data = datasetOf(candlesBySymbol, STRATEGIES[profile]);
    const fit = (rows: Dataset, stage: string) => {
      onProgress(done / steps, `${profile}: ${stage}`);
      done += 1;
      return trainTrees(library, rows.rows, actionsOf(profile, rows));
    };
    const comparableFrom = incumbent === null ? null : unseenFrom(incumbent, data.times);
    const folds = foldsOf(data.times, horizonMinutes, comparableFrom ?? undefined);
    const outOfSample = walkForward(data, folds, horizonMinutes, fit);
    const final = fit(data, 'final');
    const inSample = calibrate(final.probabilities(data.rows), outOfSample.calibration);
    classifiers.push({ profile, calibration: outOfSample.calibration, trees: await final.save() });
    final.unload();

    const {
      data: rows,
      candidate,
      baseline,
    } = comparableFrom === null ? outOfSample : rowsSince(comparableFrom, outOfSample);
    if (incumbent !== null) notes.add(comparableFrom === null ? SEEN_NOTE : UNSEEN_NOTE);
    const byIncumbent = incumbent && (await predictByIncumbent(library, incumbent, profile, rows));
    const scored = {
      out_of_sample: scoresOf(candidate, rows.labels),
      baseline: scoresOf(baseline, rows.labels),
      incumbent: byIncumbent && scoresOf(byIncumbent, rows.labels),
    };
    profiles.push({
      profile,
      horizon_minutes: horizonMinutes,
      in_sample: scoresOf(inSample, data.labels),
      ...scored,
      beats_baseline: scored.out_of_sample.log_loss < scored.baseline.log_loss,
    });
  }
  const card: ModelCard = {
    version: versionOf(now),
    trained_at: new Date(now).toISOString(),
    symbols: [...candlesBySymbol.keys()],
    ...rangeOf(candlesBySymbol),
    features: FEATURES.map(({ name, description }) => ({ name, description })),
    profiles,
    beats_baseline: profiles.every((each) => each.beats_baseline),
  };
  onProgress(1, 'done');
  return { artifact: writeArtifact({ card, classifiers }), card, incumbentNote: [...notes].join('; ') || null };
}

/** `m-20260101t000000z`: the start of the training, to the second. */
const versionOf = (now: number) => `m-${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase()}z`;

function rangeOf(candlesBySymbol: ReadonlyMap<string, readonly Candle[]>): Pick<ModelCard, 'data_from' | 'data_to'> {
  const histories = [...candlesBySymbol.values()];
  const from = Math.min(...histories.map((each) => each[0]?.openTime ?? Number.POSITIVE_INFINITY));
  const to = Math.max(...histories.map((each) => each.at(-1)?.openTime ?? 0));
  return { data_from: new Date(from).toISOString(), data_to: new Date(to).toISOString() };
}

function actionsOf(profile: Profile, { labels }: Dataset) {
  const actions = Array.from(labels, (label) => ACTIONS[label] ?? 'hold');
  const kinds = new Set(actions);
  if (actions.length < MIN_TRAINING_ROWS || kinds.size < 2) {
    throw new Error(
      `${profile}: expected at least ${MIN_TRAINING_ROWS} rows of two classes in each fold, ` +
        `actual ${actions.length} rows of ${[...kinds].join(' and ') || 'none'}; more or livelier history is needed`,
    );
  }
  return actions;
}
