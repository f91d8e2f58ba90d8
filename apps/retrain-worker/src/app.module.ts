import { type DynamicModule, Module } from '@nestjs/common';
import { ADMIN_AUDIT, LogAdminAudit } from '@qt/nest-service';
import type { RetrainConfig } from './config.ts';
import { HealthModule } from './health/health.module.ts';
import { ModelsModule } from './models/models.module.ts';
import { RetrainSettings } from './retrain-settings.ts';
import { RunsModule } from './runs/runs.module.ts';
import { SkillModule } from './skill/skill.module.ts';
import { TrialsModule } from './trials/trials.module.ts';

/** The retrain worker. Global, so that each module can inject `RetrainSettings`; exports `READINESS` through `HealthModule`. */
@Module({ imports: [ModelsModule, RunsModule, TrialsModule, SkillModule, HealthModule] })
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class, and `forRoot` is how one is configured
export class AppModule {
  /** `term`: of the replica that leads, with `QT_DATABASE_URL`. */
  static forRoot(config: RetrainConfig, term?: number): DynamicModule {
    return {
      module: AppModule,
      global: true,
      providers: [
        { provide: RetrainSettings, useValue: new RetrainSettings(config, term) },
        { provide: ADMIN_AUDIT, useClass: LogAdminAudit },
      ],
      exports: [RetrainSettings, HealthModule],
    };
  }
}
