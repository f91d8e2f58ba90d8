import { Module } from '@nestjs/common';
import { READINESS } from '@qt/nest-service';
import { SchedulerRepository } from './scheduler.repository.ts';
import { SqliteSchedulerRepository } from './sqlite-scheduler.repository.ts';
import { StoreReadiness } from './store.readiness.ts';
import { TolerantSchedulerRepository } from './tolerant-scheduler.repository.ts';

@Module({
  providers: [
    SqliteSchedulerRepository,
    { provide: SchedulerRepository, useClass: TolerantSchedulerRepository },
    StoreReadiness,
    { provide: READINESS, useExisting: StoreReadiness },
  ],
  exports: [SchedulerRepository, READINESS],
})
export class StoreModule {}
