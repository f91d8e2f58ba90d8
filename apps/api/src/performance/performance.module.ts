import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.ts';
import { TradingModule } from '../trading/trading.module.ts';
import { EquityRecorder } from './equity-recorder.service.ts';
import { PerformanceController } from './performance.controller.ts';
import { PerformanceService } from './performance.service.ts';

/** What the account has earned. Needs the global `StoreModule`. */
@Module({
  imports: [MarketModule, TradingModule],
  controllers: [PerformanceController],
  providers: [EquityRecorder, PerformanceService],
  exports: [EquityRecorder],
})
export class PerformanceModule {}
