import type { Client, HealthCheck, ProviderHealth, riskRoutes, SystemHealth } from '@qt/contracts';
import type { PriceAvailability } from '@qt/market-data';
import type { ReadinessChecks } from '@qt/nest-service';
import type { ModelInUse } from '../model/current-model.ts';
import { whyNoPrice } from './price-age.ts';
import { failuresOf, ownService } from './service-monitor.ts';
import { type StatusHistory, statusOf } from './system-status.ts';

export interface SystemHealthOptions {
  /** What the API itself needs, and how it is called among the services. */
  readonly own: ReadinessChecks;
  readonly services: { ask(): Promise<readonly HealthCheck[]> };
  readonly providers: () => readonly ProviderHealth[];
  readonly prices: () => PriceAvailability;
  readonly risk: Pick<Client<typeof riskRoutes>, 'state'>;
  readonly model: ModelInUse;
  readonly history: StatusHistory;
  /** Unix ms. */
  readonly now: () => number;
}

/** Everything at a glance: asked now, with the memory of since when. */
export class SystemHealthView {
  readonly #options: SystemHealthOptions;

  constructor(options: SystemHealthOptions) {
    this.#options = options;
  }

  async look(): Promise<SystemHealth> {
    const { own, services, providers, history } = this.#options;
    const [ownChecks, others, risk] = await Promise.all([own.checks(), services.ask(), this.#options.risk.state()]);
    const trading = this.#trading(ownChecks, risk);
    const observed = { own: ownChecks, services: others, providers: providers(), trading };
    return {
      ...history.note(statusOf(observed)),
      trading,
      services: [ownService('qt-api', ownChecks), ...others],
      providers: [...observed.providers],
      model: this.#model(),
    };
  }

  /** An order goes out where this service can make one and the risk guard lets it. */
  #trading(own: readonly HealthCheck[], risk: Awaited<ReturnType<SystemHealthOptions['risk']['state']>>) {
    const unable = failuresOf(own);
    const reasons = unable === '' ? [] : [`the API cannot order: ${unable}`];
    if (!risk.ok) reasons.push(`the risk guard cannot be asked: ${risk.error.message}`);
    else {
      const { trading, limits } = risk.body;
      if (!trading.allowed) reasons.push(trading.detail);
      const { prices, now } = this.#options;
      const why = whyNoPrice(prices(), Number(limits['max_price_age_seconds'] ?? 0), now());
      if (why !== null) reasons.push(why);
      if (reasons.length === 0) return { allowed: true, detail: trading.detail };
    }
    return { allowed: false, detail: reasons.join('; ') };
  }

  #model(): SystemHealth['model'] {
    const card = this.#options.model.card;
    if (card === null)
      return { version: null, beats_baseline: null, detail: 'no model yet: the first one is being trained' };
    const verdict = card.beats_baseline ? 'beats' : 'does not beat';
    return {
      version: card.version,
      beats_baseline: card.beats_baseline,
      detail: `trained at ${card.trained_at}; ${verdict} the naive baseline out of sample`,
    };
  }
}
