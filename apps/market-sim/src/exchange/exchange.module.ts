import { type DynamicModule, Module } from '@nestjs/common';
import { pacer, READINESS } from '@qt/nest-service';
import type { ApiKey } from '../binance/trading/signed-request.ts';
import { openSpotStore } from '../binance/trading/spot-store.ts';
import { BarSeries } from './bar-series.ts';
import { InstrumentsController } from './instruments.controller.ts';
import { Listing } from './listing.ts';
import { MarketController } from './market.controller.ts';
import { MarketReadiness } from './market.readiness.ts';
import type { OpenMarket } from './open-market.ts';
import { API_KEY, MARKET, SPOT_STORE } from './tokens.ts';

/** CPU-bound work on responses yields to other requests after this long, in ms. */
const SLICE_MS = 5;

/** The market that both exchanges serve. Global, because every other module reads it. */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class, and `forRoot` is how one is configured
export class ExchangeModule {
  static forRoot(symbols: readonly string[], open: OpenMarket, apiKey: ApiKey, dataDir: string): DynamicModule {
    const pace = pacer(SLICE_MS, () => performance.now());
    return {
      module: ExchangeModule,
      global: true,
      controllers: [InstrumentsController, MarketController],
      providers: [
        { provide: MARKET, useValue: open },
        { provide: API_KEY, useValue: apiKey },
        { provide: SPOT_STORE, useFactory: () => openSpotStore(dataDir) },
        { provide: Listing, useValue: new Listing(symbols) },
        { provide: BarSeries, useValue: new BarSeries(open.market, pace) },
        { provide: READINESS, useClass: MarketReadiness },
      ],
      exports: [API_KEY, MARKET, SPOT_STORE, Listing, BarSeries, READINESS],
    };
  }
}
