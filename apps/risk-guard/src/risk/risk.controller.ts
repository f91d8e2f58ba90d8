import { Controller, Inject } from '@nestjs/common';
import { type InputOf, type RiskState, riskRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { cause } from '../store/cause.ts';
import { CONTROLS, GUARD } from '../tokens.ts';
import { riskStateOf } from './risk.mapper.ts';
import type { Controls, Instruction } from './risk.service.ts';
import type { Guard } from './risk-engine.ts';

@Controller()
export class RiskController {
  constructor(
    @Inject(GUARD) private readonly guard: Guard,
    @Inject(CONTROLS) private readonly controls: Controls,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  @Endpoint(riskRoutes.state)
  state(): RiskState {
    return riskStateOf(this.guard);
  }

  @Endpoint(riskRoutes.killSwitch)
  killSwitch(@Input() { body }: InputOf<typeof riskRoutes.killSwitch>): Promise<RiskState> {
    return this.obey(body.reason, (by) => this.controls.setKillSwitch(body.enabled, by));
  }

  @Endpoint(riskRoutes.setState)
  setState(@Input() { body }: InputOf<typeof riskRoutes.setState>): Promise<RiskState> {
    return this.obey(body.reason, (by) => this.controls.setState(body.state, by));
  }

  @Endpoint(riskRoutes.reset)
  reset(@Input() { body }: InputOf<typeof riskRoutes.reset>): Promise<RiskState> {
    return this.obey(body.reason, (by) => this.controls.reset(by));
  }

  private async obey(reason: string, work: (by: Instruction) => Promise<void>): Promise<RiskState> {
    try {
      await work({ actor: 'admin', reason, requestId: this.telemetry.requestId() ?? null });
    } catch (error) {
      const state = riskStateOf(this.guard);
      const message = `not written down, in force until a restart if it tightens, else not at all: ${cause(error)}`;
      throw new HttpProblem(503, 'store_unavailable', message, { state: state.state, kill_switch: state.kill_switch });
    }
    return riskStateOf(this.guard);
  }
}
