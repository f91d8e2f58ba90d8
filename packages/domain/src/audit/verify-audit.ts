import { type AuditRecord, auditHash, CHAIN_START } from './audit-chain.ts';

/** An entry as stored. `hash` null: it is older than the chain, which begins after it and covers it as well. */
export interface StoredAuditRecord extends AuditRecord {
  readonly hash: string | null;
}

export type AuditVerdict =
  | { readonly whole: true; readonly entries: number; readonly head: string }
  | { readonly whole: false; readonly entries: number; readonly brokenAt: number; readonly why: string };

/** What is known beside the entries; without it, a cut end and a chain without any hash pass. */
export interface AuditBounds {
  /** The highest id ever given. */
  readonly lastId?: number;
  /** The id from which on every entry has a hash. */
  readonly chainFrom?: number;
}

/**
 * Checks entries in the order of their ids. `brokenAt` is the id of the first one that is not what was written. */
export function verifyAudit(entries: Iterable<StoredAuditRecord>, bounds: AuditBounds = {}): AuditVerdict {
  const { lastId, chainFrom = Number.POSITIVE_INFINITY } = bounds;
  let previous: StoredAuditRecord | undefined;
  let head = CHAIN_START;
  let count = 0;
  for (const entry of entries) {
    const why = breakBetween(previous, entry, chainFrom) ?? hashFault(head, entry);
    if (why !== undefined) return { whole: false, entries: count, brokenAt: entry.id, why };
    head = auditHash(head, entry);
    previous = entry;
    count++;
  }
  const last = previous?.id ?? 0;
  if (lastId !== undefined && last !== lastId) {
    const why = `expected entries up to ${lastId}, actual up to ${last}: the end is missing`;
    return { whole: false, entries: count, brokenAt: last + 1, why };
  }
  return { whole: true, entries: count, head };
}

function breakBetween(
  previous: StoredAuditRecord | undefined,
  entry: StoredAuditRecord,
  chainFrom: number,
): string | undefined {
  if (entry.hash === null) {
    if (entry.id >= chainFrom) return 'it has no hash';
    return previous !== undefined && previous.hash !== null ? 'it has no hash, but its predecessor has' : undefined;
  }
  // Refused attempts of before the chain were dropped when they were too many.
  const expected = previous === undefined ? entry.id : previous.id + 1;
  if (previous?.hash != null && entry.id !== expected) return `expected entry ${expected}, actual ${entry.id}`;
  return undefined;
}

function hashFault(head: string, entry: StoredAuditRecord): string | undefined {
  const expected = auditHash(head, entry);
  return entry.hash === null || entry.hash === expected
    ? undefined
    : `expected hash ${expected.slice(0, 16)}…, actual ${entry.hash.slice(0, 16)}…: it, or one before the chain, was changed`;
}
