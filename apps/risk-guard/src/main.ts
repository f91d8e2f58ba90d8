import { riskRoutes } from '@qt/contracts';
import { main, runService } from '@qt/nest-service';
import { AppModule } from './app.module.ts';
import { config, starts, telemetry, version } from './instrumentation.ts';

await main(telemetry, () =>
  runService({
    id: 'risk-guard',
    version,
    starts,
    environment: config,
    port: config.QT_RISK_GUARD_PORT,
    routes: riskRoutes,
    telemetry,
    module: AppModule.forRoot(config),
  }),
);
