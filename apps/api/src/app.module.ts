import { type DynamicModule, Module } from '@nestjs/common';
import { ADMIN_AUDIT, LogAdminAudit, sharedDatabase } from '@qt/nest-service';
import { ApiConfig } from './config.ts';
import { ConsoleModule } from './console/console.module.ts';
import { HealthModule } from './health/health.module.ts';
import { MarketModule } from './market/market.module.ts';
import { PageModule } from './page/page.module.ts';
import { RunbooksModule } from './runbooks/runbooks.module.ts';
import { SignalsModule } from './signals/signals.module.ts';
import { StoreModule } from './store/store.module.ts';
import { SHARED_DATABASE } from './store/tokens.ts';
import { TradingModule } from './trading/trading.module.ts';

/** The API. Global, so that each module can inject `ApiConfig`; exports `READINESS` through `HealthModule`. */
@Module({
  imports: [
    StoreModule,
    MarketModule,
    TradingModule,
    SignalsModule,
    HealthModule,
    RunbooksModule,
    ConsoleModule,
    PageModule,
  ],
})
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class, and `forRoot` is how one is configured
export class AppModule {
  /** `term`: of the replica that leads, with `QT_DATABASE_URL`. */
  static forRoot(config: ApiConfig, term?: number): DynamicModule {
    return {
      module: AppModule,
      global: true,
      providers: [
        { provide: ApiConfig, useValue: config },
        { provide: SHARED_DATABASE, useValue: sharedDatabase(config.QT_DATABASE_URL, term) },
        { provide: ADMIN_AUDIT, useClass: LogAdminAudit },
      ],
      exports: [ApiConfig, SHARED_DATABASE, HealthModule],
    };
  }
}
