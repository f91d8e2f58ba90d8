import type { DatabaseSync } from 'node:sqlite';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from './config.ts';
import { sqliteScanTimes } from './signals/scan-times.ts';
import { DATABASE, openStore } from './store.ts';
import { SCAN_TIMES } from './tokens.ts';

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
