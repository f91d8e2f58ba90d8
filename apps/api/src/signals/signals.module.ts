import { Module } from '@nestjs/common';
import { DecisionsModule } from '../decisions/decisions.module.ts';
import { MarketModule } from '../market/market.module.ts';
import { ModelModule } from '../model/model.module.ts';
import { PerformanceModule } from '../performance/performance.module.ts';
import { TradingModule } from '../trading/trading.module.ts';
import { LatestSignalsService } from './latest-signals.service.ts';
import { ScanService } from './scan.service.ts';
import { SignalPipelineService } from './signal-pipeline.service.ts';
import { SignalsController } from './signals.controller.ts';
import { MONOTONIC } from './tokens.ts';

/** From candles to signals, for the scheduler's scan and for users. */
@Module({
  imports: [DecisionsModule, MarketModule, ModelModule, PerformanceModule, TradingModule],
  controllers: [SignalsController],
  providers: [
    { provide: MONOTONIC, useValue: () => performance.now() },
    LatestSignalsService,
    ScanService,
    SignalPipelineService,
  ],
  exports: [LatestSignalsService],
})
export class SignalsModule {}
