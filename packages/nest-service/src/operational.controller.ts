import { Controller, Inject } from '@nestjs/common';
import { operationalRoutes } from '@qt/contracts';
import { Endpoint } from './endpoint.ts';
import type { ReadinessChecks } from './readiness.ts';
import type { ServiceDescription } from './service-description.ts';
import { telemetryName } from './service-environment.ts';
import { READINESS, SERVICE } from './tokens.ts';

/** The liveness and readiness routes of every service. */
@Controller()
export class OperationalController {
  constructor(
    @Inject(SERVICE) private readonly service: ServiceDescription,
    @Inject(READINESS) private readonly readiness: ReadinessChecks,
  ) {}

  @Endpoint(operationalRoutes.live)
  live() {
    const started = new Date(this.service.startedAt).toISOString();
    return { status: 'live' as const, service: telemetryName(this.service.id), started_at: started };
  }

  @Endpoint(operationalRoutes.ready)
  async ready() {
    const checks = [...(await this.readiness.checks())];
    const ready = checks.every((check) => check.ok);
    const { id, version, starts } = this.service;
    const body = {
      status: ready ? ('ready' as const) : ('not_ready' as const),
      service: telemetryName(id),
      version,
      starts,
      checks,
    };
    return { status: ready ? (200 as const) : (503 as const), body };
  }
}
