import { join } from 'node:path';
import type { SchedulerConfig } from './config.ts';

/** What the modules use of the configuration; injected by its class. */
export class SchedulerSettings {
  readonly databaseFile: string;
  readonly config: SchedulerConfig;

  constructor(config: SchedulerConfig) {
    this.databaseFile = join(config.QT_DATA_DIR, 'scheduler', 'scheduler.db');
    this.config = config;
  }
}
