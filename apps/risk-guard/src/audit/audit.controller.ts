import { Controller, Inject } from '@nestjs/common';
import { type InputOf, riskRoutes } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import type { GuardStore } from '../store/guard.repository.ts';
import { STORE } from '../tokens.ts';

@Controller()
export class AuditController {
  constructor(@Inject(STORE) private readonly store: GuardStore) {}

  @Endpoint(riskRoutes.audit)
  async audit(@Input() { query }: InputOf<typeof riskRoutes.audit>) {
    const entries = await this.store.audit(query.limit);
    const items = entries.map(({ id, at, actor, action, outcome, detail, requestId }) => {
      return { id, at: new Date(at).toISOString(), actor, action, outcome, detail, request_id: requestId };
    });
    return { items };
  }
}
