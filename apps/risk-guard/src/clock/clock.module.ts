import { Module } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { GuardSettings } from '../guard-settings.ts';
import { RiskModule } from '../risk/risk.module.ts';
import { ClockService } from './clock.service.ts';
import { PROVIDER_CLOCK, providerClockOf } from './provider-clock.ts';

/** Whether the guard's clock can be trusted. */
@Module({
  imports: [RiskModule],
  providers: [
    // A factory, because @qt/market-data knows nothing of Nest.
    { provide: PROVIDER_CLOCK, useFactory: providerClockOf, inject: [GuardSettings, NOW] },
    ClockService,
  ],
})
export class ClockModule {}
