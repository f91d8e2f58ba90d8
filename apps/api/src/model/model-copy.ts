import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type ListedModel, listedModel } from '@qt/contracts';
import { z } from 'zod';

/** A promoted model as the retrain worker handed it out: what is known of it, and its file. */
export interface ModelCopy {
  readonly listed: ListedModel;
  readonly artifact: Uint8Array;
}

/** The API's own copy of the promoted model, so that it starts, and infers, without the retrain worker. */
export interface ModelCopies {
  /** The copy saved last; `null` while there is none. Throws where it is damaged or unreadable, saying what and where. */
  load(): Promise<ModelCopy | null>;
  /** Replaces the copy, atomically and durably: a crash in the middle leaves the old one. */
  save(copy: ModelCopy): Promise<void>;
}

const stored = z.object({ listed: listedModel, sha256: z.string(), artifact: z.string() });

/** Keeps the copy in one file, `model.json`, of `directory`, which is made when it is not there. */
export function modelCopiesIn(directory: string): ModelCopies {
  const file = join(directory, 'model.json');
  return {
    async load() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return text === null ? null : parse(text, file);
    },
    async save({ listed, artifact }) {
      await mkdir(directory, { recursive: true });
      const content = JSON.stringify({
        listed,
        sha256: digest(artifact),
        artifact: Buffer.from(artifact).toString('base64'),
      });
      await writeDurably(`${file}.new`, content);
      await rename(`${file}.new`, file);
      await syncDirectory(directory);
    },
  };
}

function parse(text: string, file: string): ModelCopy {
  try {
    const { listed, sha256, artifact: encoded } = stored.parse(JSON.parse(text));
    const artifact = Buffer.from(encoded, 'base64');
    const actual = digest(artifact);
    if (actual !== sha256) throw new Error(`artifact: expected sha256 ${sha256}, actual ${actual}`);
    return { listed, artifact };
  } catch (error) {
    throw new Error(`${file}: damaged copy of the model: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function digest(artifact: Uint8Array): string {
  return createHash('sha256').update(artifact).digest('hex');
}

async function writeDurably(file: string, content: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the rename itself durable. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
