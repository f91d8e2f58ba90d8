import { Module } from '@nestjs/common';
import { FaultsModule } from '../faults/faults.module.ts';
import { BinanceController } from './binance.controller.ts';
import { TradingController } from './trading/trading.controller.ts';
import { TradingService } from './trading/trading.service.ts';
import { TradingFaultsController } from './trading/trading-faults.controller.ts';
import { TradingFaults } from './trading/trading-faults.ts';

@Module({
  imports: [FaultsModule],
  controllers: [BinanceController, TradingController, TradingFaultsController],
  providers: [TradingFaults, TradingService],
})
export class BinanceModule {}
