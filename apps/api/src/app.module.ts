import { type DynamicModule, Module } from '@nestjs/common';
import { ApiConfig } from './config.ts';
import { HealthModule } from './health/health.module.ts';
import { MarketModule } from './market/market.module.ts';
import { SignalsModule } from './signals/signals.module.ts';
import { StoreModule } from './store/store.module.ts';
import { TradingModule } from './trading/trading.module.ts';

@Module({})
class ConfigModule {}

@Module({})
class AppModule {}

/** The API's composition root. */
export function appModule(config: ApiConfig): DynamicModule {
  const configuration: DynamicModule = {
    module: ConfigModule,
    global: true,
    providers: [{ provide: ApiConfig, useValue: config }],
    exports: [ApiConfig],
  };
  return {
    module: AppModule,
    imports: [configuration, StoreModule, MarketModule, TradingModule, SignalsModule, HealthModule],
    exports: [HealthModule],
  };
}
