import { Controller } from '@nestjs/common';
import { apiRoutes, type InputOf, type WalkReport } from '@qt/contracts';
import { MarketData, MarketDataUnavailable, ProviderFailure, UnknownSymbol } from '@qt/market-data';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { candlesBody, priceBody, warmBody } from './market.mapper.ts';

/** The interval that features are computed from. */
const WARM_INTERVAL = '1m';

/** Prices and candles of the configured symbols. */
@Controller()
export class MarketController {
  constructor(private readonly market: MarketData) {}

  @Endpoint(apiRoutes.latestPrice)
  async latestPrice(@Input() { params: { symbol } }: InputOf<typeof apiRoutes.latestPrice>) {
    return priceBody(await this.market.price(symbol).catch(rethrowAs('price_unavailable')));
  }

  @Endpoint(apiRoutes.candles)
  async candles(@Input() { params: { symbol }, query }: InputOf<typeof apiRoutes.candles>) {
    const { interval, limit } = query;
    return candlesBody(await this.market.candles(symbol, interval, limit).catch(rethrowAs('candles_unavailable')));
  }

  @Endpoint(apiRoutes.warm)
  async warm(): Promise<WalkReport> {
    return warmBody(await this.market.warm(WARM_INTERVAL));
  }
}

/** Maps what market data throws to the contract's errors. */
function rethrowAs(code: string) {
  return (error: unknown): never => {
    if (error instanceof UnknownSymbol) throw new HttpProblem(404, 'unknown_symbol', error.message);
    if (error instanceof MarketDataUnavailable || error instanceof ProviderFailure) {
      throw new HttpProblem(503, code, error.message);
    }
    throw error;
  };
}
