import { type DynamicModule, Module } from '@nestjs/common';
import { ADMIN_AUDIT, LogAdminAudit } from '@qt/nest-service';
import type { SchedulerConfig } from './config.ts';
import { SchedulerSettings } from './scheduler-settings.ts';
import { SchedulingModule } from './scheduling/scheduling.module.ts';
import { StoreModule } from './store/store.module.ts';

/** The scheduler. Global, so that each module can inject `SchedulerSettings`; exports `READINESS` through `StoreModule`. */
@Module({ imports: [StoreModule, SchedulingModule] })
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class, and `forRoot` is how one is configured
export class AppModule {
  static forRoot(config: SchedulerConfig): DynamicModule {
    return {
      module: AppModule,
      global: true,
      providers: [
        { provide: SchedulerSettings, useValue: new SchedulerSettings(config) },
        { provide: ADMIN_AUDIT, useClass: LogAdminAudit },
      ],
      exports: [SchedulerSettings, StoreModule],
    };
  }
}
