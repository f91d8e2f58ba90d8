import { preload } from '@qt/nest-service';
import { readConfig } from './config.ts';

export const { config, starts, telemetry, version } = preload('qt-api', import.meta.url, readConfig);
