import type { Actor } from './access.ts';

/** One attempt at an admin route, accepted or refused, or the sum of many that were refused. */
export interface AdminTry {
  readonly route: string;
  readonly actor: Actor | 'unknown';
  readonly accepted: boolean;
  /** Where from, and the reason for a refusal. */
  readonly detail: string;
}

/** Records the attempts at a service's admin routes. Throwing refuses the request. */
export interface AdminAudit {
  record(attempt: AdminTry): void | Promise<void>;
}
