import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { LOG } from '@qt/telemetry';
import type { AdminAudit, AdminTry } from './admin-audit.ts';

/** Logs each attempt at an admin route: for a service without an audit trail. */
@Injectable()
export class LogAdminAudit implements AdminAudit {
  constructor(@Inject(LOG) private readonly log: Log) {}

  record({ accepted, ...attempt }: AdminTry): void {
    this.log[accepted ? 'info' : 'warn']('admin route tried', { accepted, ...attempt });
  }
}
