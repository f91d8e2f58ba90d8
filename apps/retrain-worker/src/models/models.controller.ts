import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { type InputOf, retrainRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import type { RetrainStore } from '../store/retrain.repository.ts';
import { FILES, STORE } from '../tokens.ts';
import type { ModelFiles } from './model-file.repository.ts';
import { Promotions } from './models.service.ts';

@Controller()
export class ModelsController {
  constructor(
    @Inject(STORE) private readonly store: RetrainStore,
    @Inject(FILES) private readonly files: ModelFiles,
    @Inject(Promotions) private readonly promotions: Promotions,
  ) {}

  @Endpoint(retrainRoutes.models)
  async models() {
    return { promotions_halted: await this.store.promotionsHalted(), items: await this.store.models() };
  }

  @Endpoint(retrainRoutes.currentModel)
  async current() {
    const model = await this.store.current();
    if (model === null) throw new HttpProblem(404, 'no_model', 'no model was promoted yet');
    return model;
  }

  @Endpoint(retrainRoutes.modelArtifact)
  async artifact(@Input() { params }: InputOf<typeof retrainRoutes.modelArtifact>) {
    const { card } = await this.promotions.find(params.version);
    const artifact = await this.files.load(card.version);
    return new StreamableFile(artifact, { type: 'application/octet-stream', length: artifact.byteLength });
  }

  @Endpoint(retrainRoutes.haltPromotions)
  async halt(@Input() { body }: InputOf<typeof retrainRoutes.haltPromotions>) {
    await this.promotions.halt(body.halted);
    return body;
  }

  @Endpoint(retrainRoutes.promote)
  promote(@Input() { params }: InputOf<typeof retrainRoutes.promote>) {
    return this.promotions.promote(params.version);
  }
}
