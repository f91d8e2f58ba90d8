import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.ts';
import { ModelsModule } from '../models/models.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { ComparisonsController } from './comparisons.controller.ts';
import { ComparisonsService } from './comparisons.service.ts';
import { ModelComparer } from './model-comparer.ts';
import { TrialsService } from './trials.service.ts';

@Module({
  imports: [StoreModule, DatasetModule, ModelsModule],
  controllers: [ComparisonsController],
  providers: [ModelComparer, ComparisonsService, TrialsService],
})
export class TrialsModule {}
