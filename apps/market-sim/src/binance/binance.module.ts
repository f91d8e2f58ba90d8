import { Module } from '@nestjs/common';
import { FaultsModule } from '../faults/faults.module.ts';
import { BinanceController } from './binance.controller.ts';

@Module({ imports: [FaultsModule], controllers: [BinanceController] })
export class BinanceModule {}
