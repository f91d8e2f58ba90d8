import { Controller } from '@nestjs/common';
import { type RetrainRun, retrainRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem } from '@qt/nest-service';
import { RetrainRepository, type Run } from '../store/retrain.repository.ts';
import { RunsService, RunUnderWay } from './runs.service.ts';

const LISTED_RUNS = 100;

@Controller()
export class RunsController {
  constructor(
    private readonly repository: RetrainRepository,
    private readonly runsService: RunsService,
  ) {}

  @Endpoint(retrainRoutes.retrain)
  async retrain() {
    try {
      const { runId } = await this.runsService.start('request');
      return { run_id: runId };
    } catch (error) {
      if (!(error instanceof RunUnderWay)) throw error;
      const run_id = this.runsService.active?.runId;
      throw new HttpProblem(409, 'retrain_running', 'a run is under way; GET /retrain/runs shows how far it is', {
        run_id,
      });
    }
  }

  @Endpoint(retrainRoutes.runs)
  async runs() {
    return { items: (await this.repository.runs(LISTED_RUNS)).map(wireRun) };
  }
}

function wireRun(run: Run): RetrainRun {
  return {
    run_id: run.runId,
    status: run.status,
    trigger: run.trigger,
    started_at: new Date(run.startedAt).toISOString(),
    finished_at: run.finishedAt === null ? null : new Date(run.finishedAt).toISOString(),
    progress: run.progress,
    stage: run.stage,
    model_version: run.modelVersion,
    promoted: run.promoted,
    error: run.error,
  };
}
