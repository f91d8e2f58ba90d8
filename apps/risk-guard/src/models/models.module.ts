import { Module } from '@nestjs/common';
import { RiskModule } from '../risk/risk.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { KnownModelsService } from './known-models.service.ts';
import { ModelRegistry } from './model-registry.ts';

/** What the guard knows of the models behind signals. */
@Module({
  imports: [RiskModule, StoreModule],
  providers: [KnownModelsService, ModelRegistry],
  exports: [KnownModelsService],
})
export class ModelsModule {}
