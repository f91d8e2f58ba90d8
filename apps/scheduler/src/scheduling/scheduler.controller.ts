import { Controller, Inject } from '@nestjs/common';
import { type InputOf, schedulerRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input, NOW } from '@qt/nest-service';
import { CheckResults } from '../synthetic/check-results.ts';
import { RunHistory } from './run-history.ts';
import { SchedulerService } from './scheduler.service.ts';
import { schedulerHealth } from './scheduler-health.ts';

@Controller()
export class SchedulerController {
  constructor(
    private readonly scheduler: SchedulerService,
    private readonly history: RunHistory,
    private readonly checks: CheckResults,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  @Endpoint(schedulerRoutes.health)
  health() {
    const { lastRuns, firstStartAt } = this.history;
    const { schedules } = this.scheduler;
    return schedulerHealth({ schedules, lastRuns, firstStartAt, checks: this.checks.latest, now: this.now() });
  }

  @Endpoint(schedulerRoutes.runJob)
  async run(@Input() { params: { job_id } }: InputOf<typeof schedulerRoutes.runJob>) {
    const begun = await this.scheduler.runNow(job_id);
    if (!('refused' in begun)) return { job_id, run_id: begun.runId };
    if (begun.refused === 'stopping') {
      throw new HttpProblem(503, 'stopping', 'job_id: expected a scheduler that runs, actual one that stops');
    }
    const since = new Date(begun.since).toISOString();
    throw new HttpProblem(
      409,
      'job_running',
      `job_id: expected a job that is not running, actual '${job_id}', which has run since ${since}`,
      { job_id, since },
    );
  }
}
