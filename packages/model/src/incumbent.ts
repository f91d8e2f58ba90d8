import type { Profile } from '@qt/catalogue';
import { type ModelCard, messageOf } from '@qt/contracts';
import { type ModelArtifact, readArtifact } from './artifact.ts';
import { calibrate, type ProbabilityRows } from './calibration.ts';
import { type Dataset, firstAt } from './dataset.ts';
import { probabilitiesOf } from './trees.ts';

/** With fewer rows than this that the incumbent has not seen, it is also scored on rows it was trained on. */
const MIN_UNSEEN_ROWS = 60;

export const UNSEEN_NOTE = 'both models were scored only on rows newer than what the incumbent was trained on';
export const SEEN_NOTE = `the incumbent was scored on rows that it was trained on: fewer than ${MIN_UNSEEN_ROWS} newer ones exist`;

/** Reads the incumbent's file; `problem` says why it cannot be used. */
export function readIncumbent(file: Uint8Array | undefined): {
  incumbent: ModelArtifact | null;
  problem: string | null;
} {
  if (file === undefined) return { incumbent: null, problem: null };
  try {
    return { incumbent: readArtifact(file), problem: null };
  } catch (error) {
    return { incumbent: null, problem: `the incumbent could not be scored: ${messageOf(error)}` };
  }
}

/** The time from which the incumbent has seen no row, Unix ms; null if too few rows follow for a fair comparison. */
export function unseenFrom({ data_to }: Pick<ModelCard, 'data_to'>, times: Float64Array): number | null {
  const from = Date.parse(data_to) + 1;
  return times.length - firstAt(times, from) < MIN_UNSEEN_ROWS ? null : from;
}

/** A model's calibrated probabilities for these rows; null if it does not have the profile. */
export function predictBy({ classifiers }: ModelArtifact, profile: Profile, { rows }: Dataset): ProbabilityRows | null {
  const found = classifiers.find((each) => each.profile === profile);
  return found === undefined ? null : calibrate(probabilitiesOf(found.trees, rows), found.calibration);
}
