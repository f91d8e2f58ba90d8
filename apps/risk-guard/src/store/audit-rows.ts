import type { AuditEntry, AuditPage } from './audit-entry.ts';

/** A row of either engine. */
export interface AuditRow extends Omit<AuditEntry, 'requestId'> {
  readonly request_id: string | null;
}

const IS_ACT = "action NOT IN ('reserve', 'confirm', 'release')";

/** The condition for entries of a kind, in SQL. */
export function isOfKind(kind: AuditPage['kind']): string {
  return { act: IS_ACT, decision: `NOT (${IS_ACT})`, all: 'TRUE' }[kind ?? 'all'];
}

export function auditEntryOf({ request_id, ...row }: AuditRow): AuditEntry {
  return { ...row, requestId: request_id };
}
