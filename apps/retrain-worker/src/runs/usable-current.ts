import { messageOf } from '@qt/contracts';
import type { ModelFileRepository } from '../models/model-file.repository.ts';
import type { RetrainRepository } from '../store/retrain.repository.ts';

interface Incumbent {
  readonly version: string | null;
  /** Null if there is no current model, or its file is unusable. */
  readonly artifact: Uint8Array | null;
  /** Why the current model cannot be used. */
  readonly trouble: string | null;
}

/** The current model, if there is one and its file is intact and readable by this version. */
export async function usableCurrent(repository: RetrainRepository, files: ModelFileRepository): Promise<Incumbent> {
  const version = (await repository.current())?.card.version ?? null;
  if (version === null) return { version, artifact: null, trouble: null };
  try {
    return { version, artifact: await files.load(version), trouble: null };
  } catch (error) {
    const reason = messageOf(error);
    return { version, artifact: null, trouble: `the current model ${version} cannot be used: ${reason}` };
  }
}
