import { createHash } from 'node:crypto';

/** What an audit entry says, as it is hashed. */
export interface AuditRecord {
  /** Consecutive. */
  readonly id: number;
  /** Unix ms. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly outcome: string;
  readonly detail: string;
  readonly requestId: string | null;
}

/** What the first entry follows. */
export const CHAIN_START = '0'.repeat(64);

/**
 * The hash of an entry that follows one with the hash `previous`: SHA-256, in hex, of the UTF-8 JSON array
 * `[previous, id, at, actor, action, outcome, detail, requestId]` without spaces. Half a surrogate pair counts as U+FFFD, as
 * which a database keeps it.
 */
export function auditHash(previous: string, entry: AuditRecord): string {
  const { id, at, actor, action, outcome, detail, requestId } = entry;
  const texts = [actor, action, outcome, detail].map((text) => text.toWellFormed());
  const canonical = JSON.stringify([previous, id, at, ...texts, requestId]);
  return createHash('sha256').update(canonical).digest('hex');
}
