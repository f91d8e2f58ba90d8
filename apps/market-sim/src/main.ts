import { marketSimRoutes } from '@qt/contracts';
import { main, runService } from '@qt/nest-service';
import { AppModule } from './app.module.ts';
import { openMarket } from './exchange/open-market.ts';
import { config, starts, telemetry, version } from './instrumentation.ts';

await main(telemetry, () =>
  runService({
    id: 'market-sim',
    version,
    starts,
    environment: config,
    port: config.QT_MARKET_SIM_PORT,
    routes: marketSimRoutes,
    telemetry,
    module: AppModule.forRoot(config, openMarket(config)),
  }),
);
