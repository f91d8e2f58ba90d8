import { BookStatus } from './book-status.ts';
import { ClockWatch } from './clock-watch.ts';
import { KnownModels } from './known-models.ts';
import { MarketPrices } from './market-prices.ts';

/** What the guard has found out itself, so that it need not trust the caller of an order. In memory: asked for again at a start. */
export class ObservedFacts {
  readonly market: MarketPrices;
  readonly models: KnownModels;
  readonly clock: ClockWatch;
  readonly books = new BookStatus();

  constructor(clock: ClockWatch, market = new MarketPrices(), models = new KnownModels()) {
    this.clock = clock;
    this.market = market;
    this.models = models;
  }
}
