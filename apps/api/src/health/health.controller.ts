import { Controller } from '@nestjs/common';
import { apiRoutes, type ErrorReply } from '@qt/contracts';
import { Endpoint, HttpProblem } from '@qt/nest-service';
import { ServiceClients } from './service-clients.ts';
import { SystemHealthService } from './system-health.service.ts';

/** The health of the system, checked at each request. */
@Controller()
export class HealthController {
  constructor(
    private readonly system: SystemHealthService,
    private readonly services: ServiceClients,
  ) {}

  @Endpoint(apiRoutes.health)
  health() {
    return this.system.check();
  }

  @Endpoint(apiRoutes.schedulerHealth)
  async schedulerHealth() {
    return bodyOf(await this.services.scheduler.health(), 'scheduler_unavailable');
  }

  @Endpoint(apiRoutes.riskHealth)
  async riskHealth() {
    return bodyOf(await this.services.risk.state(), 'risk_guard_unavailable');
  }
}

type Reply<T> = { readonly ok: true; readonly body: T } | ({ readonly ok: false } & Pick<ErrorReply, 'error'>);

function bodyOf<T>(reply: Reply<T>, code: string): T {
  if (!reply.ok) throw new HttpProblem(503, code, reply.error.message);
  return reply.body;
}
