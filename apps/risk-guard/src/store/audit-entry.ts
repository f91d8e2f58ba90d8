/** What was tried or done, by whom, and what came of it. */
export interface NewAuditEntry {
  /** Unix ms. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly outcome: 'accepted' | 'refused';
  readonly detail: string;
  /** Null: no request stands behind it. */
  readonly requestId: string | null;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: number;
}
