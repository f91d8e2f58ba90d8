import { randomBytes } from 'node:crypto';

/** Of a key, in bytes. */
export const KEY_BYTES = 32;

/** The key that sessions are encrypted with, kept so that neither a restart nor a take-over signs anybody out. */
export abstract class SessionKeyRepository {
  /** A new one at the first call ever. */
  abstract key(): Promise<Buffer>;
}

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}
