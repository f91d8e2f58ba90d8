import { Controller, Inject } from '@nestjs/common';
import { type InputOf, type RiskState, riskRoutes, type SuccessOf } from '@qt/contracts';
import { CallerName, Endpoint, Input } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { FlattenService } from '../flatten/flatten.service.ts';
import { riskStateOf } from './risk.mapper.ts';
import { type AdminAction, RiskService } from './risk.service.ts';
import { RiskEngine } from './risk-engine.ts';

@Controller()
export class RiskController {
  constructor(
    private readonly engine: RiskEngine,
    private readonly risk: RiskService,
    private readonly flattening: FlattenService,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  @Endpoint(riskRoutes.state)
  async state(): Promise<RiskState> {
    await this.engine.probeStore();
    return riskStateOf(this.engine);
  }

  @Endpoint(riskRoutes.killSwitch)
  async killSwitch(
    @Input() { body }: InputOf<typeof riskRoutes.killSwitch>,
    @CallerName() caller: string,
  ): Promise<RiskState> {
    await this.risk.setKillSwitch(body.enabled, this.#by(caller, body.reason));
    return riskStateOf(this.engine);
  }

  @Endpoint(riskRoutes.setState)
  async setState(
    @Input() { body }: InputOf<typeof riskRoutes.setState>,
    @CallerName() caller: string,
  ): Promise<RiskState> {
    await this.risk.setTradingState(body.state, this.#by(caller, body.reason));
    return riskStateOf(this.engine);
  }

  @Endpoint(riskRoutes.flatten)
  async flatten(
    @Input() { body }: InputOf<typeof riskRoutes.flatten>,
    @CallerName() caller: string,
  ): Promise<SuccessOf<typeof riskRoutes.flatten>> {
    const flattening = await this.flattening.flatten(body.symbol, body.then, this.#by(caller, body.reason));
    return { status: flattening.complete ? 200 : 202, body: flattening };
  }

  @Endpoint(riskRoutes.reset)
  async reset(@Input() { body }: InputOf<typeof riskRoutes.reset>, @CallerName() caller: string): Promise<RiskState> {
    await this.risk.reset(this.#by(caller, body.reason));
    return riskStateOf(this.engine);
  }

  @Endpoint(riskRoutes.settleDispute)
  async settleDispute(
    @Input() { body }: InputOf<typeof riskRoutes.settleDispute>,
    @CallerName() caller: string,
  ): Promise<RiskState> {
    await this.risk.settleDispute(body.client_order_id, this.#by(caller, body.reason));
    return riskStateOf(this.engine);
  }

  #by(actor: string, reason: string): AdminAction {
    return { actor, reason, requestId: this.telemetry.requestId() ?? null };
  }
}
