/** What was attempted or done, by whom, and whether it was accepted. */
export interface NewAuditEntry {
  /** Unix ms. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly outcome: 'accepted' | 'refused';
  readonly detail: string;
  /** Null: it was not a request. */
  readonly requestId: string | null;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: number;
}
