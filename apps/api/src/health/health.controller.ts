import { Controller, Inject } from '@nestjs/common';
import { apiRoutes, type Client, type ErrorReply, type riskRoutes, type schedulerRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem } from '@qt/nest-service';
import { RISK_CLIENT, SCHEDULER_CLIENT } from '../tokens.ts';
import { SystemHealthView } from './system-health.service.ts';

/** How everything is, asked now. */
@Controller()
export class HealthController {
  constructor(
    @Inject(SystemHealthView) private readonly system: SystemHealthView,
    @Inject(SCHEDULER_CLIENT) private readonly scheduler: Pick<Client<typeof schedulerRoutes>, 'health'>,
    @Inject(RISK_CLIENT) private readonly risk: Pick<Client<typeof riskRoutes>, 'state'>,
  ) {}

  @Endpoint(apiRoutes.health)
  health() {
    return this.system.look();
  }

  @Endpoint(apiRoutes.schedulerHealth)
  async schedulerHealth() {
    const reply = await this.scheduler.health();
    if (!reply.ok) throw unavailable('scheduler_unavailable', reply.error);
    return reply.body;
  }

  @Endpoint(apiRoutes.riskHealth)
  async riskHealth() {
    const reply = await this.risk.state();
    if (!reply.ok) throw unavailable('risk_guard_unavailable', reply.error);
    return reply.body;
  }
}

function unavailable(code: string, { message }: ErrorReply['error']): HttpProblem {
  return new HttpProblem(503, code, message);
}
