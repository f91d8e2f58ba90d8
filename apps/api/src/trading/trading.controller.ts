import { Controller, Inject } from '@nestjs/common';
import { apiRoutes, type InputOf, type SuccessOf } from '@qt/contracts';
import type { MarketData } from '@qt/market-data';
import { Endpoint, Input } from '@qt/nest-service';
import { MARKET_DATA } from '../tokens.ts';
import { accountBody } from './account.service.ts';
import type { Ledger } from './ledger/ledger.repository.ts';
import type { PlaceManually } from './orders/manual-trades.service.ts';
import { LEDGER, PLACE_MANUALLY } from './tokens.ts';
import { filledOrderBody, positionBody } from './trading.mapper.ts';

/** Orders by hand, and what the account has done and holds. */
@Controller()
export class TradingController {
  constructor(
    @Inject(PLACE_MANUALLY) private readonly placeManually: PlaceManually,
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(MARKET_DATA) private readonly market: MarketData,
  ) {}

  @Endpoint(apiRoutes.placeTrade)
  async placeTrade(
    @Input() { body }: InputOf<typeof apiRoutes.placeTrade>,
  ): Promise<SuccessOf<typeof apiRoutes.placeTrade>> {
    const { filled, repeated } = await this.placeManually(body);
    return { status: repeated ? 200 : 201, body: filledOrderBody(filled) };
  }

  @Endpoint(apiRoutes.trades)
  async trades(@Input() { query: { limit } }: InputOf<typeof apiRoutes.trades>) {
    return { items: (await this.ledger.fills(limit)).map(filledOrderBody) };
  }

  @Endpoint(apiRoutes.positions)
  async positions() {
    return { items: (await this.ledger.positions()).map(positionBody) };
  }

  @Endpoint(apiRoutes.account)
  async account() {
    return accountBody(this.ledger, this.market.prices);
  }
}
