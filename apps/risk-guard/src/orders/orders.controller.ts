import { Controller, Inject } from '@nestjs/common';
import { type InputOf, riskRoutes } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import { CallerName, Endpoint, Input } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { Caller } from '../audit/order-entries.ts';
import { KnownModelsService } from '../models/known-models.service.ts';
import { decisionBody, fillOf, orderRequestOf } from './orders.mapper.ts';
import { OrdersService } from './orders.service.ts';

@Controller()
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly models: KnownModelsService,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'requestId'>,
  ) {}

  @Endpoint(riskRoutes.reserve)
  async reserve(@Input() { body }: InputOf<typeof riskRoutes.reserve>, @CallerName() caller: string) {
    const request = orderRequestOf(body);
    // An exit does not depend on its model, and does not wait.
    const version = request.side === 'buy' ? request.signal?.modelVersion : null;
    if (version) await this.models.lookUp(version);
    const result = await this.orders.reserve(request, this.#by(caller));
    return decisionBody(result, result.decision === 'allowed' ? this.orders.maxCost(result.reservation) : null);
  }

  @Endpoint(riskRoutes.confirm)
  async confirm(@Input() { body }: InputOf<typeof riskRoutes.confirm>, @CallerName() caller: string) {
    return { daily_loss: decimalText(await this.orders.confirm(fillOf(body), this.#by(caller))) };
  }

  @Endpoint(riskRoutes.release)
  async release(@Input() { body }: InputOf<typeof riskRoutes.release>, @CallerName() caller: string) {
    return { released: await this.orders.release(body.reservation_id, body.why, this.#by(caller)) };
  }

  #by(actor: string): Caller {
    return { actor, requestId: this.telemetry.requestId() ?? null };
  }
}
