import { Module } from '@nestjs/common';
import { JobRegistry } from '../jobs/job-registry.ts';
import { StoreModule } from '../store/store.module.ts';
import { CheckResults } from '../synthetic/check-results.ts';
import { RunHistory } from './run-history.ts';
import { RunTracker } from './run-tracker.ts';
import { SchedulerController } from './scheduler.controller.ts';
import { SchedulerService } from './scheduler.service.ts';

@Module({
  imports: [StoreModule],
  controllers: [SchedulerController],
  providers: [CheckResults, JobRegistry, RunHistory, RunTracker, SchedulerService],
})
export class SchedulingModule {}
