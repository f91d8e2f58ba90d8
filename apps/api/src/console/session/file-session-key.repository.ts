import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_BYTES, newKey, SessionKeyRepository } from './session-key.repository.ts';

/** The key in the API's folder. */
export class FileSessionKeyRepository extends SessionKeyRepository {
  readonly #folder: string;

  constructor(dataDir: string) {
    super();
    this.#folder = join(dataDir, 'api');
  }

  async key(): Promise<Buffer> {
    const file = join(this.#folder, 'session-key');
    const kept = readKey(file);
    if (kept !== undefined) return kept;
    const key = newKey();
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  }
}

/** A key that is missing or cut short is replaced: all that it costs is signing in again. */
function readKey(file: string): Buffer | undefined {
  try {
    const key = readFileSync(file);
    return key.length === KEY_BYTES ? key : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
