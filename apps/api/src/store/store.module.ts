import type { DatabaseSync } from 'node:sqlite';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../config.ts';
import { SCAN_TIMES } from '../tokens.ts';
import { DATABASE, openStore } from './database.ts';
import { sqliteScanTimes } from './scan-times.repository.ts';

/** The API's one database, closed after the last request. */
@Global()
@Module({
  providers: [
    { provide: DATABASE, inject: [ApiConfig], useFactory: (config: ApiConfig) => openStore(config.QT_DATA_DIR) },
    {
      provide: SCAN_TIMES,
      inject: [DATABASE, ApiConfig, NOW],
      useFactory: (database: DatabaseSync, config: ApiConfig, now: () => number) =>
        sqliteScanTimes(database, config.QT_PROFILES, now()),
    },
  ],
  exports: [DATABASE, SCAN_TIMES],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: DatabaseSync) {}

  onApplicationShutdown(): void {
    this.database.close();
  }
}
