import { startTelemetry } from '@qt/telemetry';

const telemetry = startTelemetry({
  service: 'qt-api',
  version: 'bench',
  dataDir: process.env['QT_DATA_DIR'] ?? '.qt',
  admitted: { symbol: ['BTCUSDT'], profile: ['conservative', 'balanced', 'aggressive'] },
});

const [{ serve }, { apiRoutes }, { instrumentRequests, TelemetryModule }] = await Promise.all([
  import('./prices.ts'),
  import('@qt/contracts'),
  import('@qt/nest-service/telemetry'),
]);
await serve({
  attach: (server) => instrumentRequests(server, telemetry, apiRoutes),
  imports: [TelemetryModule.forRoot(telemetry)],
});
