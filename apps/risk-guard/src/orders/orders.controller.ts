import { Controller, Inject } from '@nestjs/common';
import { type InputOf, riskRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { decimalText } from '../domain/amount.ts';
import { cause } from '../store/cause.ts';
import { ORDERS } from '../tokens.ts';
import { recordVerdict, type VerdictInstruments } from './decision-recorder.ts';
import { fillOf, orderOf, replyOf } from './orders.mapper.ts';
import type { Orders } from './orders.service.ts';

@Controller()
export class OrdersController {
  constructor(
    @Inject(ORDERS) private readonly orders: Orders,
    @Inject(INSTRUMENTS) private readonly instruments: VerdictInstruments,
    @Inject(LOG) private readonly log: Telemetry['log'],
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  @Endpoint(riskRoutes.reserve)
  reserve(@Input() { body }: InputOf<typeof riskRoutes.reserve>) {
    const order = orderOf(body);
    const attributes = { 'qt.symbol': order.symbol, 'qt.side': order.side, 'qt.origin': order.origin };
    return this.telemetry.inSpan('risk.decide', attributes, async (span) => {
      const verdict = await this.orders.reserve(order);
      const reply = replyOf(verdict);
      span.setAttribute('qt.decision', reply.decision);
      if (reply.decision === 'denied') span.setAttribute('qt.denial_reason', reply.reason);
      recordVerdict(order, verdict, this.instruments, this.log);
      return reply;
    });
  }

  @Endpoint(riskRoutes.confirm)
  async confirm(@Input() { body }: InputOf<typeof riskRoutes.confirm>) {
    const loss = await this.orders.confirm(fillOf(body)).catch(refuse('the fill'));
    return { daily_loss: decimalText(loss) };
  }

  @Endpoint(riskRoutes.release)
  async release(@Input() { body }: InputOf<typeof riskRoutes.release>) {
    return { released: await this.orders.release(body.reservation_id, body.why).catch(refuse('the release')) };
  }
}

/** 503 for what the store did not take: the caller keeps it and asks again. */
function refuse(what: string) {
  return (error: unknown): never => {
    throw new HttpProblem(503, 'store_unavailable', `${what} was not written down, ask again: ${cause(error)}`);
  };
}
