import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BarSeries } from '../exchange/bar-series.ts';
import { type Query, respond } from '../exchange/exchange-response.ts';
import { Listing } from '../exchange/listing.ts';
import { FaultInjector } from '../faults/fault-injector.ts';
import { marketChart, ohlc, PING, simplePrice } from './endpoints.ts';

type OfCoin = FastifyRequest<{ Params: { id: string } }>;

/** CoinGecko's REST, under a separate path so that the two APIs cannot collide. */
@Controller('coingecko/api/v3')
export class CoingeckoController {
  constructor(
    private readonly injector: FaultInjector,
    private readonly listing: Listing,
    private readonly series: BarSeries,
  ) {}

  @Get('ping')
  ping(@Res() reply: FastifyReply) {
    return this.answer(reply, () => PING);
  }

  @Get('simple/price')
  simplePrice(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const query = request.query as Query;
    return this.answer(reply, (at) => simplePrice(query, this.listing, this.series, at));
  }

  @Get('coins/:id/ohlc')
  ohlc(@Req() request: OfCoin, @Res() reply: FastifyReply) {
    const query = request.query as Query;
    return this.answer(reply, (at) => ohlc(request.params.id, query, this.listing, this.series, at));
  }

  @Get('coins/:id/market_chart')
  marketChart(@Req() request: OfCoin, @Res() reply: FastifyReply) {
    const query = request.query as Query;
    return this.answer(reply, (at) => marketChart(request.params.id, query, this.listing, this.series, at));
  }

  private answer(reply: FastifyReply, bodyAt: (at: number) => unknown): Promise<void> {
    return this.injector.serve('coingecko', reply, (at) => respond({}, () => bodyAt(at)));
  }
}
