/** What was attempted, decided or done, by whom, and whether it was accepted. */
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
  /** Null: it is older than the chain of hashes. */
  readonly hash: string | null;
}

/** The actions of orders; every other is an act of an operator or of the guard itself. */
export type DecisionAction = 'reserve' | 'confirm' | 'release';

/** Which entries. */
export interface AuditPage {
  readonly limit: number;
  /** Only entries with a lower id. */
  readonly before?: number | undefined;
  readonly kind?: 'act' | 'decision' | undefined;
}
