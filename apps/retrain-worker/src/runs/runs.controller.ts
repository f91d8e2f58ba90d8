import { Controller, Headers } from '@nestjs/common';
import { type InputOf, type RetrainRun, retrainRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { RetrainRepository, type Run } from '../store/retrain.repository.ts';
import { RunsService, RunUnderWay } from './runs.service.ts';

const LISTED_RUNS = 100;
/** Of a run's id; a key of another form is as none. */
const RUN_ID = /^[\w-]{8,64}$/;

@Controller()
export class RunsController {
  constructor(
    private readonly repository: RetrainRepository,
    private readonly runsService: RunsService,
  ) {}

  @Endpoint(retrainRoutes.retrain)
  async retrain(@Input() _: InputOf<typeof retrainRoutes.retrain>, @Headers('idempotency-key') key?: string) {
    const asked = key !== undefined && RUN_ID.test(key) ? key : undefined;
    // Who asked for it has died, and another one asks again.
    if (asked !== undefined && (await this.#knows(asked))) return { run_id: asked };
    try {
      const { runId } = await this.runsService.start('request', asked);
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

  async #knows(runId: string): Promise<boolean> {
    return (await this.repository.runs(LISTED_RUNS)).some((run) => run.runId === runId);
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
