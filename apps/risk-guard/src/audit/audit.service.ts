import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type AdminAudit, type AdminTry, NOW } from '@qt/nest-service';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { AuditEntry, AuditPage } from '../store/audit-entry.ts';
import { GuardRepository } from '../store/guard.repository.ts';

/**
 * Records every attempt at an admin route, accepted or not. A failing store stops no admin, since the kill switch must
 * work on a full disk: the attempt is then in the log, and the change itself answers that it was not stored.
 */
@Injectable()
export class AuditService implements AdminAudit {
  constructor(
    private readonly repository: GuardRepository,
    @Inject(LOG) private readonly log: Log,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** Newest first. */
  entries(page: AuditPage): Promise<readonly AuditEntry[]> {
    return this.repository.audit(page);
  }

  async record({ actor, route, accepted, detail }: AdminTry): Promise<void> {
    const outcome = accepted ? 'accepted' : 'refused';
    const requestId = this.telemetry.requestId() ?? null;
    try {
      await this.repository.appendAudit({ at: this.now(), actor, action: route, outcome, detail, requestId });
    } catch (error) {
      this.log.error('an admin request could not be audited', {
        actor,
        route,
        outcome,
        detail,
        cause: messageOf(error),
      });
    }
  }
}
