import { join } from 'node:path';
import type { SchedulerConfig } from './config.ts';

/** What the modules use of the configuration; injected by its class. */
export class SchedulerSettings {
  readonly databaseFile: string;
  /** `postgres://…`; undefined: SQLite. */
  readonly databaseUrl: string | undefined;
  /** How long a replica has a run without claiming it again, in ms. */
  readonly leaseMs: number;
  readonly config: SchedulerConfig;

  constructor(config: SchedulerConfig) {
    this.databaseFile = join(config.QT_DATA_DIR, 'scheduler', 'scheduler.db');
    this.databaseUrl = config.QT_DATABASE_URL;
    this.leaseMs = config.QT_JOB_LEASE_SECONDS * 1000;
    this.config = config;
  }
}
