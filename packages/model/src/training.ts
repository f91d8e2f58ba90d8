import { ACTIONS, PROFILES, type Profile } from '@qt/catalogue';
import { type Candle, type ModelCard, messageOf } from '@qt/contracts';
import { readArtifact, type TrainedClassifier, writeArtifact } from './artifact.ts';
import { calibrate, type ProbabilityRows } from './calibration.ts';
import { type Dataset, datasetOf, firstAt, slice } from './dataset.ts';
import { FEATURES } from './feature-table.ts';
import { FOLDS, foldsOf } from './folds.ts';
import { scoresOf } from './scores.ts';
import { STRATEGIES } from './strategies.ts';
import type { TrainingResult } from './train-model.ts';
import { type OutOfSample, walkForward } from './walk-forward.ts';
import { loadClassifier, trainTrees, type YdfLibrary } from './ydf.ts';

export interface Training {
  readonly library: YdfLibrary;
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  readonly now: number;
  readonly incumbent: Uint8Array | undefined;
  readonly onProgress: (progress: number, stage: string) => void;
}

type ProfileCard = ModelCard['profiles'][number];

/** With fewer rows than this that the incumbent has not seen, it is scored on rows that it has seen as well. */
const MIN_UNSEEN_ROWS = 60;
const MIN_TRAINING_ROWS = 200;
const UNSEEN = 'both models were scored only on rows newer than what the incumbent was trained on';
const SEEN = `the incumbent was scored on rows that it was trained on: fewer than ${MIN_UNSEEN_ROWS} newer ones exist`;

/** Trains, evaluates and packs a candidate. Throws with a reason where none can be made. Takes seconds; blocks. */
export async function train(training: Training): Promise<TrainingResult> {
  const { candlesBySymbol, now, onProgress, library } = training;
  const { incumbent, refused } = incumbentOf(training.incumbent);
  const classifiers: TrainedClassifier[] = [];
  const profiles: ProfileCard[] = [];
  const notes = new Set<string>(refused === null ? [] : [refused]);
  const steps = PROFILES.length * (FOLDS + 1);
  let done = 0;

  for (const profile of PROFILES) {
    const { horizonMinutes } = STRATEGIES[profile];
    const data = datasetOf(candlesBySymbol, STRATEGIES[profile]);
    const learn = (rows: Dataset, stage: string) => {
      onProgress(done / steps, `${profile}: ${stage}`);
      done += 1;
      return trainTrees(library, rows.rows, actionsOf(profile, rows));
    };
    const fair = incumbent === null ? null : unseenFrom(incumbent, data.times);
    const folds = foldsOf(data.times, horizonMinutes, fair ?? undefined);
    const outOfSample = walkForward(data, folds, horizonMinutes, learn);
    const final = learn(data, 'final');
    const inSample = calibrate(final.probabilities(data.rows), outOfSample.calibration);
    classifiers.push({ profile, calibration: outOfSample.calibration, trees: await final.save() });
    final.unload();

    const { data: rows, candidate, baseline } = fair === null ? outOfSample : since(fair, outOfSample);
    if (incumbent !== null) notes.add(fair === null ? SEEN : UNSEEN);
    const rival = incumbent && (await ask(library, incumbent.classifiers, profile, rows));
    const scored = {
      out_of_sample: scoresOf(candidate, rows.labels),
      baseline: scoresOf(baseline, rows.labels),
      incumbent: rival && scoresOf(rival, rows.labels),
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

/** `m-20260101t000000z`: the second in which the training began. */
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

interface Incumbent {
  readonly dataTo: number;
  readonly classifiers: readonly TrainedClassifier[];
}

function incumbentOf(file: Uint8Array | undefined): { incumbent: Incumbent | null; refused: string | null } {
  if (file === undefined) return { incumbent: null, refused: null };
  try {
    const { card, classifiers } = readArtifact(file);
    return { incumbent: { dataTo: Date.parse(card.data_to), classifiers }, refused: null };
  } catch (error) {
    const reason = messageOf(error);
    return { incumbent: null, refused: `the incumbent could not be scored: ${reason}` };
  }
}

/** From when on the incumbent has seen nothing, Unix ms; null where too few rows are left for a fair comparison. */
function unseenFrom({ dataTo }: Incumbent, times: Float64Array): number | null {
  return times.length - firstAt(times, dataTo + 1) < MIN_UNSEEN_ROWS ? null : dataTo + 1;
}

function since(time: number, all: OutOfSample): OutOfSample {
  const from = firstAt(all.data.times, time);
  const cut = (probabilities: ProbabilityRows) => probabilities.subarray(from * ACTIONS.length);
  return {
    ...all,
    data: slice(all.data, from, all.data.times.length),
    candidate: cut(all.candidate),
    baseline: cut(all.baseline),
  };
}

async function ask(
  library: YdfLibrary,
  classifiers: readonly TrainedClassifier[],
  profile: Profile,
  { rows }: Dataset,
): Promise<ProbabilityRows | null> {
  const found = classifiers.find((each) => each.profile === profile);
  if (found === undefined) return null;
  const classifier = await loadClassifier(library, found.trees);
  const probabilities = calibrate(classifier.probabilities(rows), found.calibration);
  classifier.unload();
  return probabilities;
}
