import type { Profile } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { readArtifact, type TrainedClassifier } from './artifact.ts';
import { calibrate, type ProbabilityRows } from './calibration.ts';
import { type Dataset, firstAt } from './dataset.ts';
import { loadClassifier, type YdfLibrary } from './ydf.ts';

/** With fewer rows than this that the incumbent has not seen, it is also scored on rows it was trained on. */
const MIN_UNSEEN_ROWS = 60;

export const UNSEEN_NOTE = 'both models were scored only on rows newer than what the incumbent was trained on';
export const SEEN_NOTE = `the incumbent was scored on rows that it was trained on: fewer than ${MIN_UNSEEN_ROWS} newer ones exist`;

/** The current model, to compare a candidate with. */
export interface Incumbent {
  /** Open time of the last candle it was trained on, Unix ms. */
  readonly dataTo: number;
  readonly classifiers: readonly TrainedClassifier[];
}

/** Reads the incumbent's file; `problem` says why it cannot be used. */
export function readIncumbent(file: Uint8Array | undefined): { incumbent: Incumbent | null; problem: string | null } {
  if (file === undefined) return { incumbent: null, problem: null };
  try {
    const { card, classifiers } = readArtifact(file);
    return { incumbent: { dataTo: Date.parse(card.data_to), classifiers }, problem: null };
  } catch (error) {
    return { incumbent: null, problem: `the incumbent could not be scored: ${messageOf(error)}` };
  }
}

/** The time from which the incumbent has seen no row, Unix ms; null if too few rows follow for a fair comparison. */
export function unseenFrom({ dataTo }: Incumbent, times: Float64Array): number | null {
  return times.length - firstAt(times, dataTo + 1) < MIN_UNSEEN_ROWS ? null : dataTo + 1;
}

/** The incumbent's calibrated probabilities for these rows; null if it does not have the profile. */
export async function predictByIncumbent(
  library: YdfLibrary,
  { classifiers }: Incumbent,
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
