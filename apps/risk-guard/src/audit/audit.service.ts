import type { Log } from '@qt/catalogue';
import type { AdminAudit, AdminTry } from '@qt/nest-service';
import { cause } from '../store/cause.ts';
import type { GuardStore } from '../store/guard.repository.ts';

export interface AdminTriesOptions {
  readonly store: GuardStore;
  readonly log: Log;
  readonly requestId: () => string | undefined;
  /** Unix ms. */
  readonly now: () => number;
}

/**
 * Writes down each try at an admin route, let in or not. A store that fails stops no admin: the kill switch must work
 * on a full disk. What was tried is in the log then, and what it would change says itself that it was not written down.
 */
export function createAdminTries({ store, log, requestId, now }: AdminTriesOptions): AdminAudit {
  return {
    async record({ actor, route, accepted, detail }: AdminTry): Promise<void> {
      const outcome = accepted ? 'accepted' : 'refused';
      try {
        await store.appendAudit({ at: now(), actor, action: route, outcome, detail, requestId: requestId() ?? null });
      } catch (error) {
        log.error('an admin try could not be written down', { actor, route, outcome, detail, cause: cause(error) });
      }
    },
  };
}
