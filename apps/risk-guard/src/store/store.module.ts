import { Module } from '@nestjs/common';
import { GuardRepository } from './guard.repository.ts';
import { SqliteGuardRepository } from './sqlite-guard.repository.ts';

@Module({
  providers: [{ provide: GuardRepository, useClass: SqliteGuardRepository }],
  exports: [GuardRepository],
})
export class StoreModule {}
