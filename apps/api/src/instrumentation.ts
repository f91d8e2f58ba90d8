import { configureOrExit } from '@qt/service';
import { startTelemetry } from '@qt/telemetry';
import { readConfig } from './config.ts';
import { VERSION } from './version.ts';

/** Preloaded (`node --import`), so that the telemetry runs before anything that it is to see is imported. */
export const config = configureOrExit('qt-api', () => readConfig(process.env));

export const telemetry = startTelemetry({
  service: 'qt-api',
  version: VERSION,
  dataDir: config.QT_DATA_DIR,
  admitted: { symbol: config.QT_SYMBOLS, profile: config.QT_PROFILES },
});
