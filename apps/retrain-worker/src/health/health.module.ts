import { Module } from '@nestjs/common';
import { READINESS } from '@qt/nest-service';
import { DatasetModule } from '../dataset/dataset.module.ts';
import { ModelsModule } from '../models/models.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { HealthController } from './health.controller.ts';
import { RetrainReadiness } from './retrain.readiness.ts';

@Module({
  imports: [StoreModule, ModelsModule, DatasetModule],
  controllers: [HealthController],
  providers: [{ provide: READINESS, useClass: RetrainReadiness }],
  exports: [READINESS],
})
export class HealthModule {}
