import { apiRoutes } from '@qt/contracts';
import { main, runService } from '@qt/nest-service';
import { AppModule } from './app.module.ts';
import { config, starts, telemetry, version } from './instrumentation.ts';

await main(telemetry, () =>
  runService({
    id: 'api',
    version,
    starts,
    environment: config,
    port: config.QT_API_PORT,
    routes: apiRoutes,
    telemetry,
    module: AppModule.forRoot(config),
  }),
);
