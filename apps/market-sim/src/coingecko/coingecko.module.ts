import { Module } from '@nestjs/common';
import { FaultsModule } from '../faults/faults.module.ts';
import { CoingeckoController } from './coingecko.controller.ts';

@Module({ imports: [FaultsModule], controllers: [CoingeckoController] })
export class CoingeckoModule {}
