import { Controller, StreamableFile } from '@nestjs/common';
import { type InputOf, retrainRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { RetrainRepository } from '../store/retrain.repository.ts';
import { ModelsService } from './models.service.ts';

@Controller()
export class ModelsController {
  constructor(
    private readonly repository: RetrainRepository,
    private readonly modelsService: ModelsService,
  ) {}

  @Endpoint(retrainRoutes.models)
  async models() {
    const trial = await this.repository.trial();
    return {
      promotions_halted: await this.repository.promotionsHalted(),
      trial: trial && { kind: trial.kind, version: trial.version, rival: trial.rival, ends_at: isoOf(trial.endsAt) },
      items: await this.repository.models(),
    };
  }

  @Endpoint(retrainRoutes.currentModel)
  async current() {
    const model = await this.repository.current();
    if (model === null) throw new HttpProblem(404, 'no_model', 'no model was promoted yet');
    return model;
  }

  @Endpoint(retrainRoutes.modelArtifact)
  async artifact(@Input() { params }: InputOf<typeof retrainRoutes.modelArtifact>) {
    const artifact = await this.modelsService.artifact(params.version);
    return new StreamableFile(artifact, { type: 'application/octet-stream', length: artifact.byteLength });
  }

  @Endpoint(retrainRoutes.haltPromotions)
  async halt(@Input() { body }: InputOf<typeof retrainRoutes.haltPromotions>) {
    await this.modelsService.halt(body.halted);
    return body;
  }

  @Endpoint(retrainRoutes.promote)
  promote(@Input() { params }: InputOf<typeof retrainRoutes.promote>) {
    return this.modelsService.promote(params.version);
  }
}

const isoOf = (ms: number) => new Date(ms).toISOString();
