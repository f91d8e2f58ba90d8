import { startTelemetry } from '@qt/telemetry';

const telemetry = startTelemetry({
  service: 'qt-api',
  version: 'bench',
  dataDir: process.env['QT_DATA_DIR'] ?? '.qt',
  admitted: { symbol: ['BTCUSDT'], profile: ['conservative', 'balanced', 'aggressive'] },
});

const [{ serve }, { apiRoutes }, { TelemetryModule }] = await Promise.all([
  import('./prices.ts'),
  import('@qt/contracts'),
  import('@qt/telemetry'),
]);
await serve({
  attach: (server) => telemetry.attach(server, { routes: apiRoutes }),
  imports: [TelemetryModule.forRoot(telemetry)],
});
