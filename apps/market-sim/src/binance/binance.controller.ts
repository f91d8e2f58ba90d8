import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BarSeries } from '../exchange/bar-series.ts';
import { type Query, respond } from '../exchange/exchange-response.ts';
import { Listing } from '../exchange/listing.ts';
import { FaultInjector } from '../faults/fault-injector.ts';
import { BINANCE, type BinanceEndpoint } from './endpoints.ts';
import { WeightMeter } from './weight-meter.ts';

/** What tells Binance's time: a stale provider repeats its prices, while its clock goes on. */
const TELLS_TIME: ReadonlySet<BinanceEndpoint> = new Set(['time', 'exchangeInfo']);

/** Binance's REST. */
@Controller('api/v3')
export class BinanceController {
  private readonly meter = new WeightMeter();

  constructor(
    private readonly injector: FaultInjector,
    private readonly listing: Listing,
    private readonly series: BarSeries,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  @Get('ping')
  ping(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer('ping', request, reply);
  }

  @Get('time')
  time(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer('time', request, reply);
  }

  @Get('exchangeInfo')
  exchangeInfo(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer('exchangeInfo', request, reply);
  }

  @Get('klines')
  klines(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer('klines', request, reply);
  }

  @Get('ticker/price')
  tickerPrice(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer('ticker/price', request, reply);
  }

  @Get('ticker/24hr')
  ticker24hr(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.answer('ticker/24hr', request, reply);
  }

  private answer(name: BinanceEndpoint, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const query = request.query as Query;
    const { body, weight } = BINANCE[name];
    const headers = this.meter.headers(weight(query, this.listing.symbols.length), this.now());
    return this.injector.serve('binance', reply, (pricesAt) => {
      const at = TELLS_TIME.has(name) ? this.now() : pricesAt;
      return respond(headers, () => body(query, this.listing, this.series, at));
    });
  }
}
