import { Module } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import { GuardSettings } from '../guard-settings.ts';
import { RiskModule } from '../risk/risk.module.ts';
import { MarketPriceService } from './market-price.service.ts';
import { PRICE_FEED, priceFeedOf } from './price-feed.ts';
import { SimulatorProbe } from './simulator-probe.ts';

/** The guard's own market prices. */
@Module({
  imports: [RiskModule],
  providers: [
    // A factory, because @qt/market-data knows nothing of Nest.
    { provide: PRICE_FEED, useFactory: priceFeedOf, inject: [GuardSettings, INSTRUMENTS, LOG, NOW] },
    MarketPriceService,
    SimulatorProbe,
  ],
})
export class MarketModule {}
