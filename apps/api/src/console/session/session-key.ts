import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;

/** The key that sessions are encrypted with, kept in the API's folder so that a restart signs nobody out. */
export function sessionKey(dataDir: string): Buffer {
  const folder = join(dataDir, 'api');
  const file = join(folder, 'session-key');
  const kept = readKey(file);
  if (kept !== undefined) return kept;
  const key = randomBytes(KEY_BYTES);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, key, { mode: 0o600 });
  return key;
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
