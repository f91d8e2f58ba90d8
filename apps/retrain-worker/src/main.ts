import { retrainRoutes } from '@qt/contracts';
import { main, runService } from '@qt/nest-service';
import { AppModule } from './app.module.ts';
import { config, starts, telemetry, version } from './instrumentation.ts';

await main(telemetry, () =>
  runService({
    id: 'retrain-worker',
    version,
    starts,
    environment: config,
    port: config.QT_RETRAIN_WORKER_PORT,
    routes: retrainRoutes,
    telemetry,
    module: AppModule.forRoot(config),
  }),
);
