import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module.ts';
import { BooksModule } from './books/books.module.ts';
import { ClockModule } from './clock/clock.module.ts';
import type { RiskConfig } from './config.ts';
import { GuardSettings } from './guard-settings.ts';
import { MarketModule } from './market/market.module.ts';
import { ModelsModule } from './models/models.module.ts';
import { OrdersModule } from './orders/orders.module.ts';
import { RiskModule } from './risk/risk.module.ts';

/** The risk guard. Global, so that each module can inject `GuardSettings`; exports `READINESS` through `RiskModule`. */
@Module({ imports: [RiskModule, OrdersModule, AuditModule, MarketModule, ModelsModule, ClockModule, BooksModule] })
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class, and `forRoot` is how one is configured
export class AppModule {
  /** `term`: of the replica that leads, with `QT_DATABASE_URL`. */
  static forRoot(config: RiskConfig, term?: number): DynamicModule {
    return {
      module: AppModule,
      global: true,
      providers: [{ provide: GuardSettings, useValue: new GuardSettings(config, term) }],
      exports: [GuardSettings, RiskModule],
    };
  }
}
