import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.ts';
import { TradingModule } from '../trading/trading.module.ts';
import { EquityRecorder } from './equity-recorder.service.ts';
import { PerformanceController } from './performance.controller.ts';
import { PerformanceRepository } from './performance.repository.ts';
import { PerformanceService } from './performance.service.ts';

/** What the account has earned. Needs the global `DatabaseSync`. */
@Module({
  imports: [MarketModule, TradingModule],
  controllers: [PerformanceController],
  providers: [EquityRecorder, PerformanceRepository, PerformanceService],
  exports: [EquityRecorder],
})
export class PerformanceModule {}
