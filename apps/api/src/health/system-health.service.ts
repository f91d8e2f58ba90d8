import { Inject, Injectable } from '@nestjs/common';
import type { HealthCheck, SystemHealth } from '@qt/contracts';
import { MarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { CurrentModel } from '../model/current-model.ts';
import { ApiReadiness } from './api.readiness.ts';
import { failuresOf, serviceCheck } from './health-summary.ts';
import { whyNoPrice } from './price-age.ts';
import { ServiceClients } from './service-clients.ts';
import { ServiceMonitor } from './service-monitor.ts';
import { StatusHistory, statusOf } from './system-status.ts';

/** The health of the whole system, checked now, with the time of the last change. */
@Injectable()
export class SystemHealthService {
  constructor(
    private readonly readiness: ApiReadiness,
    private readonly monitor: ServiceMonitor,
    private readonly services: ServiceClients,
    private readonly market: MarketData,
    private readonly model: CurrentModel,
    private readonly history: StatusHistory,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  async check(): Promise<SystemHealth> {
    const own = this.readiness.checks();
    const [services, trading] = await Promise.all([this.monitor.check(), this.#trading(own)]);
    const providers = this.market.health();
    return {
      ...this.history.record(statusOf({ own, services, providers, trading })),
      trading,
      services: [serviceCheck('qt-api', own), ...services],
      providers,
      model: this.#model(),
    };
  }

  /** An order goes out if the API can place it and the risk guard allows it. */
  async #trading(own: readonly HealthCheck[]): Promise<SystemHealth['trading']> {
    const reasons: string[] = [];
    const notReady = failuresOf(own);
    if (notReady !== '') reasons.push(`the API cannot order: ${notReady}`);
    const risk = await this.services.risk.state();
    if (!risk.ok) {
      reasons.push(`the risk guard cannot be asked: ${risk.error.message}`);
      return { allowed: false, detail: reasons.join('; ') };
    }
    const { trading, limits } = risk.body;
    if (!trading.allowed) reasons.push(trading.detail);
    const maxAgeSeconds = Number(limits['max_price_age_seconds'] ?? 0);
    const noPrice = whyNoPrice(this.market.priceAvailability(), maxAgeSeconds, this.now());
    if (noPrice !== null) reasons.push(noPrice);
    return reasons.length === 0
      ? { allowed: true, detail: trading.detail }
      : { allowed: false, detail: reasons.join('; ') };
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
