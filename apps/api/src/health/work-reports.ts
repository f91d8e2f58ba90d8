import { Injectable } from '@nestjs/common';
import type { SystemHealth } from '@qt/contracts';
import { ServiceClients } from './service-clients.ts';

/** What the scheduler and the retrain worker say of their own work, asked now; null from one that does not answer. */
@Injectable()
export class WorkReports {
  constructor(private readonly services: ServiceClients) {}

  async jobs(): Promise<SystemHealth['jobs']> {
    const reply = await this.services.scheduler.health();
    if (!reply.ok) return null;
    return reply.body.jobs.map(({ job_id, last_run, degraded_in_a_row }) => ({
      job_id,
      last_run: last_run && {
        status: last_run.status,
        finished_at: last_run.finished_at,
        symbols_done: last_run.symbols_done,
        error: last_run.error,
      },
      degraded_in_a_row,
    }));
  }

  async retraining(): Promise<SystemHealth['retraining']> {
    const reply = await this.services.retrainWorker.health();
    return reply.ok ? reply.body : null;
  }
}
