import { apiRoutes } from '@qt/contracts';
import { main, runReplica, runService } from '@qt/nest-service';
import { AppModule } from './app.module.ts';
import { config, starts, telemetry, version } from './instrumentation.ts';

const service = {
  id: 'api',
  version,
  starts,
  environment: config,
  port: config.QT_API_PORT,
  routes: apiRoutes,
  telemetry,
} as const;
const { QT_DATABASE_URL: url } = config;

await main(telemetry, () =>
  url === undefined
    ? runService({ ...service, module: AppModule.forRoot(config) })
    : runReplica({ ...service, url, module: (term) => AppModule.forRoot(config, term) }),
);
