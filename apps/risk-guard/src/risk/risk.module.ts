import { Module } from '@nestjs/common';
import { NOW, READINESS } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { ClockWatch } from '../domain/clock-watch.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { ApiPositionCloser } from '../flatten/api-position-closer.ts';
import { FlattenService } from '../flatten/flatten.service.ts';
import { FlattenRetry } from '../flatten/flatten-retry.ts';
import { PositionCloser } from '../flatten/position-closer.ts';
import { GuardSettings } from '../guard-settings.ts';
import { LimitsController } from '../limits/limits.controller.ts';
import { LimitsService } from '../limits/limits.service.ts';
import { OperatorsController } from '../operators/operators.controller.ts';
import { GuardRepository } from '../store/guard.repository.ts';
import { StoreModule } from '../store/store.module.ts';
import { RiskController } from './risk.controller.ts';
import { RiskMetrics } from './risk.metrics.ts';
import { RiskReadiness } from './risk.readiness.ts';
import { RiskService } from './risk.service.ts';
import { RiskEngine } from './risk-engine.ts';
import { StoreProbe } from './store-probe.ts';

@Module({
  imports: [StoreModule],
  controllers: [RiskController, LimitsController, OperatorsController],
  providers: [
    // A factory, because loading is asynchronous and an engine without its state must not exist.
    {
      provide: RiskEngine,
      useFactory: RiskEngine.load,
      inject: [GuardRepository, GuardSettings, NOW, LOG, ObservedFacts],
    },
    {
      provide: ObservedFacts,
      useFactory: (now: () => number) => new ObservedFacts(new ClockWatch(now, () => performance.now())),
      inject: [NOW],
    },
    RiskService,
    FlattenService,
    LimitsService,
    FlattenRetry,
    { provide: PositionCloser, useClass: ApiPositionCloser },
    RiskMetrics,
    StoreProbe,
    { provide: READINESS, useClass: RiskReadiness },
  ],
  exports: [ObservedFacts, RiskEngine, READINESS],
})
export class RiskModule {}
