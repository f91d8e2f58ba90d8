import { DatabaseSync } from 'node:sqlite';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ApiConfig } from '../config.ts';
import { openStore } from './database.ts';
import { ScanTimesRepository } from './scan-times.repository.ts';

/** The API's one database, closed after the last request. */
@Global()
@Module({
  // A factory, because the class is Node's own.
  providers: [{ provide: DatabaseSync, inject: [ApiConfig], useFactory: openStore }, ScanTimesRepository],
  exports: [DatabaseSync, ScanTimesRepository],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(private readonly database: DatabaseSync) {}

  onApplicationShutdown(): void {
    this.database.close();
  }
}
