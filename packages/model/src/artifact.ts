import { createHash } from 'node:crypto';
import { PROFILES, type Profile } from '@qt/catalogue';
import { type ModelCard, modelCard } from '@qt/contracts';
import { z } from 'zod';
import type { Calibration } from './calibration.ts';
import { FEATURES } from './feature-table.ts';
import { STRATEGIES } from './strategies.ts';
import { bytesOfTrees, type Trees, treesOfBytes } from './trees.ts';

/** One profile's trained trees, and the calibration of their probabilities. */
export interface TrainedClassifier {
  readonly profile: Profile;
  readonly calibration: Calibration;
  readonly trees: Trees;
}

/** What a model's file holds. */
export interface ModelArtifact {
  readonly card: ModelCard;
  readonly classifiers: readonly TrainedClassifier[];
}

/** The bytes are not a complete, unmodified model. */
export class ArtifactDamaged extends Error {
  override readonly name = 'ArtifactDamaged';
}

/** An intact model trained for other features, horizons or thresholds than this program uses. */
export class ArtifactOutdated extends Error {
  override readonly name = 'ArtifactOutdated';
}

export const FORMAT = 'qt-model/2';

const header = z.object({
  card: modelCard,
  asks: z.string(),
  classifiers: z.array(
    z.object({
      profile: z.enum(PROFILES),
      calibration: z.object({
        scale: z.number().min(0),
        shift: z.object({ buy: z.number(), sell: z.number(), hold: z.number() }),
      }),
      bytes: z.number().int().positive(),
    }),
  ),
});

/** What a model must be trained for: these features, horizons and net moves. What trading costs may change. */
const ASKS = [
  ...FEATURES.map((feature) => feature.name),
  ...PROFILES.map((profile) => {
    const { horizonMinutes, netMove } = STRATEGIES[profile];
    return `${profile}: ${netMove} net in ${horizonMinutes}m`;
  }),
].join(', ');

/**
 * Writes a model's file: a line with format and SHA-256 of all that follows, a line of JSON (card, what it is
 * asked, calibrations, and how many bytes each classifier has), then the classifiers' trees, one after another.
 */
export function writeArtifact({ card, classifiers }: ModelArtifact): Uint8Array {
  const described = {
    card,
    asks: ASKS,
    classifiers: classifiers.map(({ trees, ...rest }) => ({ ...rest, bytes: trees.byteLength })),
  };
  const content = Buffer.concat([
    Buffer.from(`${JSON.stringify(described)}\n`),
    ...classifiers.map((each) => bytesOfTrees(each.trees)),
  ]);
  return new Uint8Array(Buffer.concat([Buffer.from(`${FORMAT} sha256:${sha256(content)}\n`), content]));
}

/** Reads a model's file and verifies it. Throws `ArtifactDamaged` or `ArtifactOutdated`. */
export function readArtifact(artifact: Uint8Array): ModelArtifact {
  const [opening, content] = splitLine(artifact);
  const [format, checksum] = opening.split(' ');
  if (format !== FORMAT)
    throw new ArtifactDamaged(`model file: expected format ${FORMAT}, actual '${opening.slice(0, 40)}'`);
  const actual = `sha256:${sha256(content)}`;
  if (checksum !== actual) throw new ArtifactDamaged(`model file: expected ${checksum}, actual ${actual}`);

  const [json, blobs] = splitLine(content);
  const described = header.safeParse(JSON.parse(json));
  if (!described.success) throw new ArtifactDamaged(`model file: ${z.prettifyError(described.error)}`);
  const { card, asks, classifiers } = described.data;
  if (asks !== ASKS)
    throw new ArtifactOutdated(`model file: expected a model of ${ASKS}; actual ${asks}; train a new one`);
  let offset = 0;
  return {
    card,
    classifiers: classifiers.map(({ bytes, ...rest }) => {
      const trees = treesOfBytes(blobs.subarray(offset, offset + bytes));
      offset += bytes;
      return { ...rest, trees };
    }),
  };
}

function splitLine(bytes: Uint8Array): [line: string, rest: Uint8Array] {
  const end = bytes.indexOf(0x0a);
  if (end < 0)
    throw new ArtifactDamaged(`model file: expected a line of text, actual ${bytes.byteLength} bytes without one`);
  return [Buffer.from(bytes.subarray(0, end)).toString('utf8'), bytes.subarray(end + 1)];
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
