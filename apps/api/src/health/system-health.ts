import type { Client, HealthCheck, ProviderHealth, riskRoutes, SystemHealth } from '@qt/contracts';
import type { ReadinessChecks } from '@qt/service';
import type { ModelInUse } from '../model/model-in-use.ts';
import { ownService } from './service-watch.ts';
import { type StatusHistory, statusOf } from './system-status.ts';

export interface SystemHealthOptions {
  /** What the API itself needs, and how it is called among the services. */
  readonly own: ReadinessChecks;
  readonly services: { ask(): Promise<readonly HealthCheck[]> };
  readonly providers: () => readonly ProviderHealth[];
  readonly risk: Pick<Client<typeof riskRoutes>, 'state'>;
  readonly model: ModelInUse;
  readonly history: StatusHistory;
}

/** Everything at a glance: asked now, with the memory of since when. */
export class SystemHealthView {
  readonly #options: SystemHealthOptions;

  constructor(options: SystemHealthOptions) {
    this.#options = options;
  }

  async look(): Promise<SystemHealth> {
    const { own, services, providers, history } = this.#options;
    const [ownChecks, others, trading] = await Promise.all([own.checks(), services.ask(), this.#trading()]);
    const observed = { own: ownChecks, services: others, providers: providers(), trading };
    return {
      ...history.note(statusOf(observed)),
      trading,
      services: [ownService('qt-api', ownChecks), ...others],
      providers: [...observed.providers],
      model: this.#model(),
    };
  }

  async #trading(): Promise<SystemHealth['trading']> {
    const reply = await this.#options.risk.state();
    if (!reply.ok) return { allowed: false, detail: `the risk guard cannot be asked: ${reply.error.message}` };
    const { allowed, detail } = reply.body.trading;
    return { allowed, detail };
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
