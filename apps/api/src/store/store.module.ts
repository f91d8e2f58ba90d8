import type { DatabaseSync } from 'node:sqlite';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ApiConfig } from '../config.ts';
import { DATABASE, openStore } from './database.ts';
import { ScanTimesRepository } from './scan-times.repository.ts';

/** The API's one database, closed after the last request. */
@Global()
@Module({
  // A factory, because the class is Node's own.
  providers: [{ provide: DATABASE, inject: [ApiConfig], useFactory: openStore }, ScanTimesRepository],
  exports: [DATABASE, ScanTimesRepository],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: DatabaseSync) {}

  onApplicationShutdown(): void {
    this.database.close();
  }
}
