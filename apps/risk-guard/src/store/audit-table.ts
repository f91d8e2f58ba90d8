import type { AuditEntry, NewAuditEntry } from './audit-entry.ts';
import type { GuardDatabase } from './guard-database.ts';

/** The newest refused attempts are kept, up to this many, so that attempts cannot fill the disk. */
const REFUSED_KEPT = 10_000;

interface AuditRow extends Omit<AuditEntry, 'requestId'> {
  readonly request_id: string | null;
}

/** Inserts an entry; for a transaction of the caller. */
export function appendAudit(database: GuardDatabase, entry: NewAuditEntry): void {
  const { at, actor, action, outcome, detail, requestId } = entry;
  database.run(
    'INSERT INTO audit (at, actor, action, outcome, detail, request_id) VALUES (?, ?, ?, ?, ?, ?)',
    at,
    actor,
    action,
    outcome,
    detail,
    requestId,
  );
  if (outcome === 'accepted') return;
  database.run(
    `DELETE FROM audit WHERE outcome = 'refused' AND id <=
       (SELECT id FROM audit WHERE outcome = 'refused' ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    REFUSED_KEPT,
  );
}

/** Newest first. */
export function readAudit(database: GuardDatabase, limit: number): readonly AuditEntry[] {
  return database
    .all<AuditRow>('SELECT * FROM audit ORDER BY id DESC LIMIT ?', limit)
    .map(({ request_id, ...row }) => ({ ...row, requestId: request_id }));
}
