import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.ts';
import { ModelsModule } from '../models/models.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { FirstModelService } from './first-model.service.ts';
import { ModelTrainer } from './model-trainer.ts';
import { RunRecorder } from './run-recorder.ts';
import { RunsController } from './runs.controller.ts';
import { RunMetrics } from './runs.metrics.ts';
import { RunsService } from './runs.service.ts';
import { TrainingPipeline } from './training-pipeline.ts';

@Module({
  imports: [StoreModule, DatasetModule, ModelsModule],
  controllers: [RunsController],
  providers: [RunMetrics, RunRecorder, ModelTrainer, TrainingPipeline, RunsService, FirstModelService],
})
export class RunsModule {}
