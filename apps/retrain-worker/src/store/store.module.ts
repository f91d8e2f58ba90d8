import { Module } from '@nestjs/common';
import { RetrainRepository } from './retrain.repository.ts';
import { SqliteRetrainRepository } from './sqlite-retrain.repository.ts';

@Module({
  providers: [{ provide: RetrainRepository, useClass: SqliteRetrainRepository }],
  exports: [RetrainRepository],
})
export class StoreModule {}
