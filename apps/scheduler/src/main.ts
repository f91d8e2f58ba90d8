import { schedulerRoutes } from '@qt/contracts';
import { main, runService } from '@qt/nest-service';
import { AppModule } from './app.module.ts';
import { config, starts, telemetry, version } from './instrumentation.ts';

await main(telemetry, () =>
  runService({
    id: 'scheduler',
    version,
    starts,
    environment: config,
    port: config.QT_SCHEDULER_PORT,
    routes: schedulerRoutes,
    telemetry,
    module: AppModule.forRoot(config),
  }),
);
