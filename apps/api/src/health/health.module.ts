import { Module } from '@nestjs/common';
import { READINESS } from '@qt/nest-service';
import { MarketModule } from '../market/market.module.ts';
import { ModelModule } from '../model/model.module.ts';
import { SignalsModule } from '../signals/signals.module.ts';
import { ApiReadiness } from './api.readiness.ts';
import { Deployment } from './deployment.ts';
import { HealthController } from './health.controller.ts';
import { HealthPollingService } from './health-polling.service.ts';
import { PriceReport } from './price-report.ts';
import { ServiceClients } from './service-clients.ts';
import { ServiceMonitor } from './service-monitor.ts';
import { SystemHealthService } from './system-health.service.ts';
import { StatusHistory } from './system-status.ts';
import { TradingStatusService } from './trading-status.service.ts';
import { WorkReports } from './work-reports.ts';

/** Readiness of the API, and the health of the whole system. */
@Module({
  imports: [MarketModule, ModelModule, SignalsModule],
  controllers: [HealthController],
  providers: [
    ApiReadiness,
    Deployment,
    { provide: READINESS, useExisting: ApiReadiness },
    HealthPollingService,
    PriceReport,
    ServiceClients,
    ServiceMonitor,
    StatusHistory,
    SystemHealthService,
    TradingStatusService,
    WorkReports,
  ],
  exports: [READINESS, SystemHealthService],
})
export class HealthModule {}
