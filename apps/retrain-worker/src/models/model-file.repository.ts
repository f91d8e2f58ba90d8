import { access, constants, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { readArtifact, writeArtifactFile } from '@qt/model';
import { RetrainSettings } from '../retrain-settings.ts';

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

const EXTENSION = '.model';

/** Keeps each model in one directory as `<version>.model`. */
@Injectable()
export class DiskModelFileRepository extends ModelFileRepository {
  readonly #directory: string;

  constructor(@Inject(RetrainSettings) { modelsDirectory }: Pick<RetrainSettings, 'modelsDirectory'>) {
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
    const actual = readArtifact(artifact).card.version;
    if (actual !== version) throw new Error(`model file: expected version ${version}, actual ${actual}`);
    return artifact;
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
