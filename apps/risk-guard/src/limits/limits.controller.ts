import { Controller, Inject } from '@nestjs/common';
import { type InputOf, type RiskLimits, riskRoutes, type SuccessOf } from '@qt/contracts';
import { CallerName, Endpoint, Input } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { limitsInForce, limitTexts } from '../domain/limit-overrides.ts';
import { RiskEngine } from '../risk/risk-engine.ts';
import { LimitsService } from './limits.service.ts';

@Controller()
export class LimitsController {
  constructor(
    private readonly engine: RiskEngine,
    private readonly limits: LimitsService,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'requestId'>,
  ) {}

  @Endpoint(riskRoutes.limits)
  read(): RiskLimits {
    const { bounds, limits } = this.engine;
    const pending = this.limits.pending();
    return {
      limits: limitTexts(limits),
      bounds: limitTexts(bounds),
      pending: pending && {
        limits: limitTexts(limitsInForce(bounds, pending.overrides)),
        actor: pending.actor,
        reason: pending.reason,
        expires_at: new Date(pending.expiresAt).toISOString(),
      },
    };
  }

  @Endpoint(riskRoutes.setLimits)
  async change(
    @Input() { body }: InputOf<typeof riskRoutes.setLimits>,
    @CallerName() actor: string,
  ): Promise<SuccessOf<typeof riskRoutes.setLimits>> {
    const requestId = this.telemetry.requestId() ?? null;
    const inForce = await this.limits.change(body.limits, { actor, reason: body.reason, requestId });
    return { status: inForce ? 200 : 202, body: this.read() };
  }
}
