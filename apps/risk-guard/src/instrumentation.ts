import { createRequire } from 'node:module';
import { configureOrExit } from '@qt/service';
import { startTelemetry } from '@qt/telemetry';
import { readConfig } from './config.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const config = configureOrExit('qt-risk-guard', () => readConfig(process.env));

/** Started before any other module of the service is loaded: `node --import ./dist/instrumentation.js dist/main.js`. */
const telemetry = startTelemetry({
  service: 'qt-risk-guard',
  version,
  dataDir: config.environment.QT_DATA_DIR,
  admitted: { symbol: config.environment.QT_SYMBOLS, profile: config.environment.QT_PROFILES },
});

export { config, telemetry, version };
