import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Log, ServiceInstruments } from '@qt/catalogue';
import {
  ADMIN_AUDIT,
  type AdminAudit,
  NOW,
  READINESS,
  type ReadinessChecks,
  type TrackedCheck,
  trackCheck,
} from '@qt/nest-service';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { SchedulerConfig } from './config.ts';
import { jobList } from './jobs/job-registry.ts';
import type { Job } from './scheduling/job.ts';
import { RunJournal } from './scheduling/run-history.ts';
import { accompanyRuns } from './scheduling/run-tracker.ts';
import { SchedulerController } from './scheduling/scheduler.controller.ts';
import { Life } from './scheduling/scheduler.service.ts';
import { Scheduler } from './scheduling/scheduler.ts';
import { processTimers } from './scheduling/timers.ts';
import type { History } from './store/scheduler.repository.ts';
import { openSqliteHistory } from './store/sqlite-scheduler.repository.ts';
import { withUnfailingWrites } from './store/tolerant-scheduler.repository.ts';
import { CheckResults } from './synthetic/check-results.ts';
import { HISTORY, JOB_LIST, STORED } from './tokens.ts';

type SchedulerInstruments = ServiceInstruments<'qt-scheduler'>;
type SchedulerTelemetry = Telemetry<'qt-scheduler'>;
type Now = () => number;

@Module({})
class SchedulerModule {}

/** Puts the scheduler together. */
export function appModule(config: SchedulerConfig): DynamicModule {
  return {
    module: SchedulerModule,
    controllers: [SchedulerController],
    providers: [...storage(config), ...jobs(config), ...surface(), Life],
    exports: [READINESS],
  };
}

function storage(config: SchedulerConfig): Provider[] {
  return [
    {
      provide: STORED,
      inject: [NOW],
      useFactory: (now: Now) => trackCheck('history', 'not opened', now),
    },
    {
      provide: HISTORY,
      inject: [LOG, STORED],
      useFactory: (log: Log, check: TrackedCheck) => {
        const history = openSqliteHistory(join(config.QT_DATA_DIR, 'scheduler', 'scheduler.db'));
        check.report(true, 'opened');
        return withUnfailingWrites(history, { log, check });
      },
    },
    {
      provide: RunJournal,
      inject: [HISTORY, INSTRUMENTS, JOB_LIST, NOW],
      useFactory: (history: History, instruments: SchedulerInstruments, jobs: readonly Job[], now: Now) =>
        RunJournal.open({ history, instruments, jobs, now }),
    },
    {
      provide: CheckResults,
      inject: [HISTORY, INSTRUMENTS, LOG],
      useFactory: (history: History, instruments: SchedulerInstruments, log: Log) =>
        CheckResults.open({ history, instruments, log }),
    },
  ];
}

function jobs(config: SchedulerConfig): Provider[] {
  return [
    {
      provide: JOB_LIST,
      inject: [TELEMETRY, CheckResults, NOW],
      useFactory: ({ fetch }: SchedulerTelemetry, checks: CheckResults, now: Now) =>
        jobList({ config, fetch, checks, now }),
    },
    {
      provide: Scheduler,
      inject: [JOB_LIST, TELEMETRY, RunJournal, NOW],
      useFactory: (list: readonly Job[], telemetry: SchedulerTelemetry, journal: RunJournal, now: Now) => {
        const nextRun = telemetry.instruments.qt_scheduler_next_run_timestamp_seconds;
        return new Scheduler(list, {
          now,
          timers: processTimers,
          random: Math.random,
          newRunId: randomUUID,
          planned: (job, dueAt) => nextRun.set(dueAt / 1000, { job_id: job.id }),
          accompany: accompanyRuns({
            telemetry,
            record: (run) => journal.record(run),
            newRequestId: randomUUID,
          }),
        });
      },
    },
  ];
}

function surface(): Provider[] {
  return [
    {
      provide: READINESS,
      inject: [STORED],
      useFactory: (stored: TrackedCheck): ReadinessChecks => ({ checks: () => [stored.read()] }),
    },
    {
      provide: ADMIN_AUDIT,
      inject: [LOG],
      useFactory: (log: Log): AdminAudit => ({
        record: ({ accepted, ...attempt }) =>
          log[accepted ? 'info' : 'warn']('admin route tried', { accepted, ...attempt }),
      }),
    },
  ];
}
