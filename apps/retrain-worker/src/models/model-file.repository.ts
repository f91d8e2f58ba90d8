import { readArtifact } from '@qt/model';

/** The models' files. */
export abstract class ModelFileRepository {
  /** Saves a model's file atomically and durably: a crash never leaves a partial file. */
  abstract save(version: string, artifact: Uint8Array): Promise<void>;
  /** A model's file, verified. Throws if it is missing, damaged, outdated or of another model; no message has a path. */
  abstract load(version: string): Promise<Uint8Array>;
  /** Why a model's file cannot be opened; undefined if it can. Its content is not verified. */
  abstract problemOf(version: string): Promise<string | undefined>;
  /** Removes every file except those of these versions. */
  abstract keepOnly(versions: ReadonlySet<string>): Promise<void>;
}

/**
 * The file, if it is an undamaged one of this version.
 *
 * @throws ArtifactDamaged, ArtifactOutdated; Error for another version's file
 */
export function verified(artifact: Uint8Array, version: string): Uint8Array {
  const actual = readArtifact(artifact).card.version;
  if (actual !== version) throw new Error(`model file: expected version ${version}, actual ${actual}`);
  return artifact;
}
