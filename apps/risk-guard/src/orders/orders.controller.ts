import { Controller } from '@nestjs/common';
import { type InputOf, riskRoutes } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import { Endpoint, Input } from '@qt/nest-service';
import { decisionBody, fillOf, orderRequestOf } from './orders.mapper.ts';
import { OrdersService } from './orders.service.ts';

@Controller()
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Endpoint(riskRoutes.reserve)
  async reserve(@Input() { body }: InputOf<typeof riskRoutes.reserve>) {
    const result = await this.orders.reserve(orderRequestOf(body));
    return decisionBody(result, result.decision === 'allowed' ? this.orders.maxCost(result.reservation) : null);
  }

  @Endpoint(riskRoutes.confirm)
  async confirm(@Input() { body }: InputOf<typeof riskRoutes.confirm>) {
    return { daily_loss: decimalText(await this.orders.confirm(fillOf(body))) };
  }

  @Endpoint(riskRoutes.release)
  async release(@Input() { body }: InputOf<typeof riskRoutes.release>) {
    return { released: await this.orders.release(body.reservation_id, body.why) };
  }
}
