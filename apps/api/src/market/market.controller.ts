import { Controller } from '@nestjs/common';
import { apiRoutes, type InputOf, type WalkReport } from '@qt/contracts';
import { MarketData, MarketDataUnavailable, ProviderFailure, UnknownSymbol } from '@qt/market-data';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { candlesBody, priceBody } from './market.mapper.ts';

/** The interval that features are computed from. */
const WARM_INTERVAL = '1m';

/** Prices and candles of the configured symbols. */
@Controller()
export class MarketController {
  constructor(private readonly market: MarketData) {}

  @Endpoint(apiRoutes.latestPrice)
  async latestPrice(@Input() { params: { symbol } }: InputOf<typeof apiRoutes.latestPrice>) {
    return priceBody(await this.market.price(symbol).catch(refuse('price_unavailable')));
  }

  @Endpoint(apiRoutes.candles)
  async candles(@Input() { params: { symbol }, query }: InputOf<typeof apiRoutes.candles>) {
    const { interval, limit } = query;
    return candlesBody(await this.market.candles(symbol, interval, limit).catch(refuse('candles_unavailable')));
  }

  @Endpoint(apiRoutes.warm)
  async warm(): Promise<WalkReport> {
    const { symbolsDone, failures } = await this.market.warm(WARM_INTERVAL);
    return {
      symbols_done: symbolsDone,
      decisions: { buy: 0, sell: 0, hold: 0 },
      orders: 0,
      denials: {},
      failures: failures.map((failure) => ({ ...failure, profile: null })),
    };
  }
}

/** What a source threw, as the contract has it: the caller's mistake, or nothing to answer with. */
function refuse(code: string) {
  return (error: unknown): never => {
    if (error instanceof UnknownSymbol) throw new HttpProblem(404, 'unknown_symbol', error.message);
    if (error instanceof MarketDataUnavailable || error instanceof ProviderFailure) {
      throw new HttpProblem(503, code, error.message);
    }
    throw error;
  };
}
