import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readArtifact, writeArtifactFile } from '@qt/model';

/** The models' files. */
export interface ModelFiles {
  /** Keeps a model's file, atomically and durably: a crash in the middle leaves no half of one. */
  save(version: string, artifact: Uint8Array): Promise<void>;
  /** A model's file, verified. Throws where it is missing, damaged, outdated or another model's. */
  load(version: string): Promise<Uint8Array>;
  /** Removes every file but those of these versions. */
  keepOnly(versions: ReadonlySet<string>): Promise<void>;
}

const ENDING = '.model';

/** Keeps each model in `directory` as `<version>.model`. */
export function modelFilesIn(directory: string): ModelFiles {
  const fileOf = (version: string) => join(directory, `${version}${ENDING}`);
  return {
    save: (version, artifact) => writeArtifactFile(fileOf(version), artifact),
    async load(version) {
      const artifact = new Uint8Array(await readFile(fileOf(version)));
      const actual = readArtifact(artifact).card.version;
      if (actual !== version) throw new Error(`model file: expected version ${version}, actual ${actual}`);
      return artifact;
    },
    async keepOnly(versions) {
      const kept = new Set([...versions].map((version) => `${version}${ENDING}`));
      const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      for (const file of files) if (!kept.has(file)) await rm(join(directory, file));
    },
  };
}
