import { Module } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { READINESS } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { SchedulerSettings } from '../scheduler-settings.ts';
import { openStore } from './open-store.ts';
import { SchedulerRepository } from './scheduler.repository.ts';
import { StoreReadiness } from './store.readiness.ts';
import type { Store } from './store.ts';
import { CLAIMS, OPENED_STORE, STORE } from './tokens.ts';
import { TolerantSchedulerRepository } from './tolerant-scheduler.repository.ts';

@Module({
  providers: [
    {
      provide: OPENED_STORE,
      inject: [SchedulerSettings, LOG],
      useFactory: (settings: SchedulerSettings, log: Log) => openStore(settings, log),
    },
    { provide: STORE, inject: [OPENED_STORE], useFactory: ({ repository }: Store) => repository },
    { provide: CLAIMS, inject: [OPENED_STORE], useFactory: ({ claims }: Store) => claims },
    { provide: SchedulerRepository, useClass: TolerantSchedulerRepository },
    StoreReadiness,
    { provide: READINESS, useExisting: StoreReadiness },
  ],
  exports: [SchedulerRepository, CLAIMS, StoreReadiness, READINESS],
})
export class StoreModule {}
