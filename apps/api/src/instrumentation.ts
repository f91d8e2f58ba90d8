import { createRequire } from 'node:module';
import { configureOrExit } from '@qt/service';
import { startTelemetry } from '@qt/telemetry';
import { readConfig } from './config.ts';

export const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Preloaded (`node --import`), so that the telemetry runs before anything that it is to see is imported. */
export const config = configureOrExit('qt-api', () => readConfig(process.env));

export const telemetry = startTelemetry({
  service: 'qt-api',
  version,
  dataDir: config.QT_DATA_DIR,
  admitted: { symbol: config.QT_SYMBOLS, profile: config.QT_PROFILES },
});
