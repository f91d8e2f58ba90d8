import { auditHash, CHAIN_START } from '@qt/domain';
import type { AuditEntry, AuditPage, NewAuditEntry } from './audit-entry.ts';
import { type AuditRow, auditEntryOf, isOfKind } from './audit-rows.ts';
import type { GuardDatabase } from './guard-database.ts';

/** Appends an entry to the chain; for a transaction of the caller, which also holds what the entry tells of. */
export function appendAudit(database: GuardDatabase, entry: NewAuditEntry): void {
  const last = database.one<AuditRow>('SELECT * FROM audit ORDER BY id DESC LIMIT 1');
  const id = (last?.id ?? 0) + 1;
  const hash = auditHash(last === undefined ? CHAIN_START : (last.hash ?? hashOfUnchained(database)), { ...entry, id });
  const { at, actor, action, outcome, detail, requestId } = entry;
  database.run(
    'INSERT INTO audit (id, at, actor, action, outcome, detail, request_id, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    at,
    actor,
    action,
    outcome,
    detail,
    requestId,
    hash,
  );
}

/** Of the entries that are older than the chain: it begins with their hash, and so covers them. */
function hashOfUnchained(database: GuardDatabase): string {
  return database
    .all<AuditRow>('SELECT * FROM audit ORDER BY id')
    .reduce((previous, row) => auditHash(previous, auditEntryOf(row)), CHAIN_START);
}

/** Newest first. */
export function readAudit(database: GuardDatabase, { limit, before, kind }: AuditPage): readonly AuditEntry[] {
  const where = `id < ? AND ${isOfKind(kind)}`;
  return database
    .all<AuditRow>(
      `SELECT * FROM audit WHERE ${where} ORDER BY id DESC LIMIT ?`,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    .map(auditEntryOf);
}
