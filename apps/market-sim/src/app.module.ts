import { type DynamicModule, Module } from '@nestjs/common';
import { BinanceModule } from './binance/binance.module.ts';
import { CoingeckoModule } from './coingecko/coingecko.module.ts';
import type { MarketSimConfig } from './config.ts';
import { ExchangeModule } from './exchange/exchange.module.ts';
import type { OpenMarket } from './exchange/open-market.ts';
import { FaultsModule } from './faults/faults.module.ts';
import { RegimeModule } from './regime/regime.module.ts';

/** The simulator. Exports `READINESS` through `ExchangeModule`. */
@Module({ imports: [BinanceModule, CoingeckoModule, FaultsModule, RegimeModule] })
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class, and `forRoot` is how one is configured
export class AppModule {
  static forRoot(config: MarketSimConfig, market: OpenMarket): DynamicModule {
    return {
      module: AppModule,
      imports: [ExchangeModule.forRoot(config.QT_SYMBOLS, market, config.apiKey, config.QT_DATA_DIR)],
      exports: [ExchangeModule],
    };
  }
}
