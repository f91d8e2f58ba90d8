import { Module } from '@nestjs/common';
import { LOG } from '@qt/telemetry';
import { GuardSettings } from '../guard-settings.ts';
import { GuardRepository } from './guard.repository.ts';
import { openRepository } from './open-repository.ts';

@Module({
  providers: [{ provide: GuardRepository, inject: [GuardSettings, LOG], useFactory: openRepository }],
  exports: [GuardRepository],
})
export class StoreModule {}
