import { Module } from '@nestjs/common';
import { FaultInjector } from './fault-injector.ts';
import { FaultsController } from './faults.controller.ts';
import { FaultsService, RANDOM } from './faults.service.ts';

@Module({
  controllers: [FaultsController],
  providers: [{ provide: RANDOM, useValue: Math.random }, FaultsService, FaultInjector],
  exports: [FaultInjector],
})
export class FaultsModule {}
