import { Controller } from '@nestjs/common';
import { type InputOf, riskRoutes } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { AuditService } from './audit.service.ts';

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Endpoint(riskRoutes.audit)
  async entries(@Input() { query }: InputOf<typeof riskRoutes.audit>) {
    const entries = await this.audit.entries(query);
    const items = entries.map(({ id, at, actor, action, outcome, detail, requestId, hash }) => {
      return { id, at: new Date(at).toISOString(), actor, action, outcome, detail, request_id: requestId, hash };
    });
    const last = entries.length === query.limit ? entries.at(-1) : undefined;
    return { items, next: last === undefined || last.id === 1 ? null : last.id };
  }
}
