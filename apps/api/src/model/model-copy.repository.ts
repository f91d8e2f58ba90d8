import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type ListedModel, listedModel, messageOf } from '@qt/contracts';
import { writeArtifactFile } from '@qt/model';
import { ApiConfig } from '../config.ts';

/** A promoted model as the retrain worker served it: its entry in the list, and its file, which carries a checksum. */
export interface ModelCopy {
  readonly listed: ListedModel;
  readonly artifact: Uint8Array;
}

const NEWLINE = 0x0a;

/**
 * The API's own copy of the promoted model, so that it starts and infers without the retrain worker. One file,
 * `QT_DATA_DIR/api/current.model`: a line of JSON, then the model's own bytes.
 */
@Injectable()
export class ModelCopyRepository {
  readonly #file: string;

  constructor(config: ApiConfig) {
    this.#file = join(config.QT_DATA_DIR, 'api', 'current.model');
  }

  /** The copy saved last; `null` if there is none. Throws if it cannot be read. */
  async load(): Promise<ModelCopy | null> {
    const content = await readFile(this.#file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return content === null ? null : parse(content, this.#file);
  }

  /** Replaces the copy atomically and durably: a crash in the middle leaves the old one. */
  async save({ listed, artifact }: ModelCopy): Promise<void> {
    await writeArtifactFile(this.#file, Buffer.concat([Buffer.from(`${JSON.stringify(listed)}\n`), artifact]));
  }
}

function parse(content: Buffer, file: string): ModelCopy {
  try {
    const end = content.indexOf(NEWLINE);
    const listed = listedModel.parse(JSON.parse(content.toString('utf8', 0, Math.max(end, 0))));
    return { listed, artifact: new Uint8Array(content.subarray(end + 1)) };
  } catch (error) {
    const message = `${file}: expected a copy of a model, actual a damaged one: ${messageOf(error)}`;
    throw new Error(message, { cause: error });
  }
}
