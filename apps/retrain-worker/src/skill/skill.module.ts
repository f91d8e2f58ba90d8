import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.ts';
import { ModelsModule } from '../models/models.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { ModelJudge } from './model-judge.ts';
import { SkillController } from './skill.controller.ts';
import { SkillMetrics } from './skill.metrics.ts';
import { SkillService } from './skill.service.ts';

@Module({
  imports: [StoreModule, DatasetModule, ModelsModule],
  controllers: [SkillController],
  providers: [ModelJudge, SkillMetrics, SkillService],
})
export class SkillModule {}
