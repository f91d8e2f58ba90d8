import { messageOf } from '@qt/contracts';
import type { ModelFileRepository } from '../models/model-file.repository.ts';
import type { RetrainRepository } from '../store/retrain.repository.ts';

interface Incumbent {
  readonly version: string | null;
  /** Null if there is no current model, or its file is unusable. */
  readonly artifact: Uint8Array | null;
  /** Why the current model cannot be used. */
  readonly problem: string | null;
}

/** The current model, if there is one and this version can read its file. */
export async function usableCurrent(repository: RetrainRepository, files: ModelFileRepository): Promise<Incumbent> {
  const version = (await repository.current())?.card.version ?? null;
  if (version === null) return { version, artifact: null, problem: null };
  try {
    return { version, artifact: await files.load(version), problem: null };
  } catch (error) {
    const reason = messageOf(error);
    return { version, artifact: null, problem: `the current model ${version} cannot be used: ${reason}` };
  }
}
