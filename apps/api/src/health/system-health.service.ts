import { Injectable } from '@nestjs/common';
import type { SystemHealth } from '@qt/contracts';
import { MarketData } from '@qt/market-data';
import { CurrentModel } from '../model/current-model.ts';
import { LatestSignalsService } from '../signals/latest-signals.service.ts';
import { ApiReadiness } from './api.readiness.ts';
import { Deployment } from './deployment.ts';
import { serviceCheck } from './health-summary.ts';
import { PriceReport } from './price-report.ts';
import { ServiceMonitor } from './service-monitor.ts';
import { StatusHistory, statusOf } from './system-status.ts';
import { TradingStatusService } from './trading-status.service.ts';
import { WorkReports } from './work-reports.ts';

/** The health of the whole system, checked now, with the time of the last change. */
@Injectable()
export class SystemHealthService {
  constructor(
    private readonly readiness: ApiReadiness,
    private readonly monitor: ServiceMonitor,
    private readonly trading: TradingStatusService,
    private readonly market: MarketData,
    private readonly model: CurrentModel,
    private readonly signals: LatestSignalsService,
    private readonly work: WorkReports,
    private readonly prices: PriceReport,
    private readonly deployment: Deployment,
    private readonly history: StatusHistory,
  ) {}

  async check(): Promise<SystemHealth> {
    const own = await this.readiness.checks();
    const [services, trading, jobs, retraining] = await Promise.all([
      this.monitor.check(),
      this.trading.check(own),
      this.work.jobs(),
      this.work.retraining(),
    ]);
    const providers = this.market.health();
    return {
      ...this.history.record(statusOf({ own, services, providers, trading })),
      trading,
      services: [{ ...serviceCheck('qt-api', own), starts: this.deployment.starts }, ...services],
      providers,
      prices: this.prices.latest(),
      model: this.#model(),
      ...this.deployment.facts,
      signals: this.signals.ages(),
      jobs,
      retraining,
    };
  }

  #model(): SystemHealth['model'] {
    const { card } = this.model;
    if (card === null)
      return { version: null, beats_baseline: null, detail: 'no model yet: the first one is being trained' };
    const comparison = card.beats_baseline ? 'beats' : 'does not beat';
    return {
      version: card.version,
      beats_baseline: card.beats_baseline,
      detail: `trained at ${card.trained_at}; ${comparison} the naive baseline out of sample`,
    };
  }
}
