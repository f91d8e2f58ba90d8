import { Controller, Inject } from '@nestjs/common';
import { marketSimRoutes } from '@qt/contracts';
import { Endpoint } from '@qt/nest-service';
import type { OpenMarket } from './open-market.ts';
import { MARKET } from './tokens.ts';

/** What is served. */
@Controller()
export class MarketController {
  constructor(@Inject(MARKET) private readonly open: OpenMarket) {}

  @Endpoint(marketSimRoutes.market)
  market() {
    const { open } = this;
    return { kind: open.kind, recorded_minutes: open.kind === 'replay' ? open.minutes : null };
  }
}
