import { setTimeout } from 'node:timers/promises';
import { Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { TradingFault } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Query, respond } from '../../exchange/exchange-response.ts';
import { API_KEY } from '../../exchange/tokens.ts';
import { FaultInjector } from '../../faults/fault-injector.ts';
import { errors } from '../errors.ts';
import { WeightMeter } from '../weight-meter.ts';
import { type ApiKey, checkSigned } from './signed-request.ts';
import { TradingService } from './trading.service.ts';
import { TradingFaults } from './trading-faults.ts';

/** Of every signed request. */
const ANY = ['ban', 'clock_skew', 'maintenance', 'latency'] as const;
const OF_ORDERS = [
  'timeout_before_acceptance',
  'timeout_after_acceptance',
  'lost_answer',
  'late_visibility',
  'partial_then_cancel',
  'partial',
] as const;

const BAN_MS = 120_000;

/** Binance's signed REST: orders, the account and its trades. */
@Controller('api/v3')
export class TradingController {
  private readonly meter = new WeightMeter();

  constructor(
    private readonly trading: TradingService,
    private readonly faults: TradingFaults,
    private readonly injector: FaultInjector,
    @Inject(API_KEY) private readonly apiKey: ApiKey,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  @Post('order')
  async placeOrder(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const fault = this.faults.take(OF_ORDERS);
    return this.answer(1, request, reply, (query) => this.trading.order(query, fault), fault?.kind === 'lost_answer');
  }

  @Get('order')
  order(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(4, request, reply, (query) => this.trading.query(query));
  }

  @Delete('order')
  cancelOrder(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(1, request, reply, (query) => this.trading.cancel(query));
  }

  @Get('openOrders')
  openOrders(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(80, request, reply, (query) => this.trading.openOrders(query));
  }

  @Get('account')
  account(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer(20, request, reply, (query) => this.trading.account(query));
  }

  @Get('myTrades')
  myTrades(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const fault = this.faults.take(['duplicate']);
    return this.answer(20, request, reply, (query) => this.trading.myTrades(query, fault));
  }

  /** `lost`: the work is done, and its answer never arrives. */
  private async answer(
    weight: number,
    request: FastifyRequest,
    reply: FastifyReply,
    body: (query: Query) => unknown,
    lost = false,
  ): Promise<void> {
    const query = request.query as Query;
    const fault = this.faults.take(ANY);
    if (fault?.kind === 'latency') await setTimeout(fault.latency_ms, undefined, { ref: false });
    const headers = this.meter.headers(weight, this.now());
    const response = () =>
      respond(headers, () => {
        if (fault !== null) this.refuseBy(fault);
        const key = request.headers['x-mbx-apikey'];
        checkSigned(request.raw.url ?? '', query, typeof key === 'string' ? key : undefined, this.apiKey, this.now());
        return body(query);
      });
    if (!lost) return this.injector.serve('binance', reply, response);
    await response();
    reply.hijack();
    reply.raw.destroy();
  }

  private refuseBy({ kind }: TradingFault): void {
    if (kind === 'ban') throw errors.banned(this.now() + BAN_MS);
    if (kind === 'clock_skew') throw errors.outsideWindow();
    if (kind === 'maintenance') throw errors.unavailable();
  }
}
