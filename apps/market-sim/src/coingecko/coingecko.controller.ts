import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answering, type Query } from '../exchange/answer.ts';
import { Tape } from '../exchange/bar-series.ts';
import type { Listing } from '../exchange/listing.ts';
import { LISTING } from '../exchange/tokens.ts';
import { Wire } from '../faults/fault-injector.ts';
import { marketChart, ohlc, PING, simplePrice } from './endpoints.ts';

type OfCoin = FastifyRequest<{ Params: { id: string } }>;

/** CoinGecko's REST, on a path of its own so that the two never collide. */
@Controller('coingecko/api/v3')
export class CoingeckoController {
  constructor(
    @Inject(Wire) private readonly wire: Wire,
    @Inject(LISTING) private readonly listing: Listing,
    @Inject(Tape) private readonly tape: Tape,
  ) {}

  @Get('ping')
  ping(@Res() reply: FastifyReply) {
    return this.answer(reply, () => PING);
  }

  @Get('simple/price')
  simplePrice(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const query = request.query as Query;
    return this.answer(reply, (at) => simplePrice(query, this.listing, this.tape, at));
  }

  @Get('coins/:id/ohlc')
  ohlc(@Req() request: OfCoin, @Res() reply: FastifyReply) {
    const query = request.query as Query;
    return this.answer(reply, (at) => ohlc(request.params.id, query, this.listing, this.tape, at));
  }

  @Get('coins/:id/market_chart')
  marketChart(@Req() request: OfCoin, @Res() reply: FastifyReply) {
    const query = request.query as Query;
    return this.answer(reply, (at) => marketChart(request.params.id, query, this.listing, this.tape, at));
  }

  private answer(reply: FastifyReply, bodyAt: (at: number) => unknown): Promise<void> {
    return this.wire.serve('coingecko', reply, (at) => answering({}, () => bodyAt(at)));
  }
}
