import { access, constants, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifactFile } from '@qt/model';
import type { RetrainSettings } from '../retrain-settings.ts';
import { ModelFileRepository, verified } from './model-file.repository.ts';

const EXTENSION = '.model';

/** Keeps each model in one directory as `<version>.model`. */
export class DiskModelFileRepository extends ModelFileRepository {
  readonly #directory: string;

  constructor({ modelsDirectory }: Pick<RetrainSettings, 'modelsDirectory'>) {
    super();
    this.#directory = modelsDirectory;
  }

  save(version: string, artifact: Uint8Array): Promise<void> {
    return writeArtifactFile(this.#fileOf(version), artifact);
  }

  async load(version: string): Promise<Uint8Array> {
    const artifact = await readFile(this.#fileOf(version)).then(
      (bytes) => new Uint8Array(bytes),
      (error: unknown) => {
        throw new Error(unreadable(version, error));
      },
    );
    return verified(artifact, version);
  }

  problemOf(version: string): Promise<string | undefined> {
    return access(this.#fileOf(version), constants.R_OK).then(
      () => undefined,
      (error: unknown) => unreadable(version, error),
    );
  }

  async keepOnly(versions: ReadonlySet<string>): Promise<void> {
    const kept = new Set([...versions].map((version) => `${version}${EXTENSION}`));
    const files = await readdir(this.#directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const file of files) if (!kept.has(file)) await rm(join(this.#directory, file));
  }

  #fileOf(version: string): string {
    return join(this.#directory, `${version}${EXTENSION}`);
  }
}

function unreadable(version: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const actual = code === 'ENOENT' ? 'none' : `one that cannot be read (${code})`;
  return `model file: expected ${version}${EXTENSION} in QT_DATA_DIR, actual ${actual}`;
}
