import { Controller } from '@nestjs/common';
import { type InputOf, riskRoutes } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { AuditService } from './audit.service.ts';

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Endpoint(riskRoutes.audit)
  async entries(@Input() { query }: InputOf<typeof riskRoutes.audit>) {
    const entries = await this.audit.entries(query.limit);
    const items = entries.map(({ id, at, actor, action, outcome, detail, requestId }) => {
      return { id, at: new Date(at).toISOString(), actor, action, outcome, detail, request_id: requestId };
    });
    return { items };
  }
}
