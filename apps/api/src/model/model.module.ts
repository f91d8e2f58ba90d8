import { Module } from '@nestjs/common';
import { openModel } from '@qt/model';
import { CurrentModel } from './current-model.ts';
import { ModelMetrics } from './model.metrics.ts';
import { ModelCopyRepository } from './model-copy.repository.ts';
import { ModelFollowerService } from './model-follower.service.ts';
import { RetrainWorkerGateway } from './retrain-worker.gateway.ts';
import { OPEN_MODEL } from './tokens.ts';

/** The promoted model, loaded from the retrain worker and kept as a copy. */
@Module({
  providers: [
    { provide: OPEN_MODEL, useValue: openModel },
    CurrentModel,
    ModelCopyRepository,
    ModelFollowerService,
    ModelMetrics,
    RetrainWorkerGateway,
  ],
  exports: [CurrentModel, ModelFollowerService, ModelMetrics],
})
export class ModelModule {}
