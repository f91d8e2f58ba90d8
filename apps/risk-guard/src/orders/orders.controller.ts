import { Controller, Inject } from '@nestjs/common';
import { type InputOf, riskRoutes } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import { CallerName, Endpoint, Input } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { Caller } from '../audit/order-entries.ts';
import { decisionBody, fillOf, orderRequestOf } from './orders.mapper.ts';
import { OrdersService } from './orders.service.ts';

@Controller()
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'requestId'>,
  ) {}

  @Endpoint(riskRoutes.reserve)
  async reserve(@Input() { body }: InputOf<typeof riskRoutes.reserve>, @CallerName() caller: string) {
    const result = await this.orders.reserve(orderRequestOf(body), this.#by(caller));
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
