import { Module } from '@nestjs/common';
import { StoreModule } from '../store/store.module.ts';
import { DiskModelFileRepository, ModelFileRepository } from './model-file.repository.ts';
import { ModelsController } from './models.controller.ts';
import { ModelsService } from './models.service.ts';

@Module({
  imports: [StoreModule],
  controllers: [ModelsController],
  providers: [ModelsService, { provide: ModelFileRepository, useClass: DiskModelFileRepository }],
  exports: [ModelFileRepository, ModelsService],
})
export class ModelsModule {}
