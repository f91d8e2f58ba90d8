import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ListedModel, listedModel } from '@qt/contracts';
import { writeArtifactFile } from '@qt/model';

/** A promoted model as the retrain worker handed it out: what is known of it, and its file, which carries a checksum. */
export interface ModelCopy {
  readonly listed: ListedModel;
  readonly artifact: Uint8Array;
}

/** The API's own copy of the promoted model, so that it starts, and infers, without the retrain worker. */
export interface ModelCopies {
  /** The copy saved last; `null` while there is none. Throws where it cannot be read, saying what and where. */
  load(): Promise<ModelCopy | null>;
  /** Replaces the copy, atomically and durably: a crash in the middle leaves the old one. */
  save(copy: ModelCopy): Promise<void>;
}

const NEWLINE = 0x0a;

/** Keeps the copy in one file, `current.model`, of `directory`: a line of JSON, then the model's own bytes. */
export function modelCopiesIn(directory: string): ModelCopies {
  const file = join(directory, 'current.model');
  return {
    async load() {
      const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return content === null ? null : parse(content, file);
    },
    async save({ listed, artifact }) {
      await writeArtifactFile(file, Buffer.concat([Buffer.from(`${JSON.stringify(listed)}\n`), artifact]));
    },
  };
}

function parse(content: Buffer, file: string): ModelCopy {
  try {
    const end = content.indexOf(NEWLINE);
    const listed = listedModel.parse(JSON.parse(content.toString('utf8', 0, Math.max(end, 0))));
    return { listed, artifact: new Uint8Array(content.subarray(end + 1)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file}: expected a copy of a model, actual a damaged one: ${reason}`, { cause: error });
  }
}
