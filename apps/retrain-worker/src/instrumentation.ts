import { readFileSync } from 'node:fs';
import { configureOrExit } from '@qt/service';
import { startTelemetry } from '@qt/telemetry';
import { readConfig } from './config.ts';

const SERVICE = 'qt-retrain-worker';

export const { version }: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
export const config = configureOrExit(SERVICE, () => readConfig(process.env));
export const telemetry = startTelemetry({
  service: SERVICE,
  version,
  dataDir: config.QT_DATA_DIR,
  admitted: { symbol: config.QT_SYMBOLS, profile: config.QT_PROFILES },
});
