import { Controller } from '@nestjs/common';
import { type RetrainHealth, retrainRoutes } from '@qt/contracts';
import { Endpoint } from '@qt/nest-service';
import { RetrainRepository } from '../store/retrain.repository.ts';

/** How training goes, read from the store at each request. */
@Controller()
export class HealthController {
  constructor(private readonly repository: RetrainRepository) {}

  @Endpoint(retrainRoutes.health)
  async health(): Promise<RetrainHealth> {
    const running = (await this.repository.unfinished()).find(({ interrupted }) => !interrupted);
    return {
      last_success_at: instantOf(await this.repository.lastFinishedAt('success')),
      last_failure_at: instantOf(await this.repository.lastFinishedAt('failure')),
      running_since: instantOf(running?.startedAt ?? null),
      promotions_halted: await this.repository.promotionsHalted(),
    };
  }
}

function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
