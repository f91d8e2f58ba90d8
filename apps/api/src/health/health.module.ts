import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Client, createClient, type Routes, riskRoutes, schedulerRoutes } from '@qt/contracts';
import { MarketData } from '@qt/market-data';
import { NOW, READINESS, type ReadinessChecks } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { MarketModule } from '../market/market.module.ts';
import { ModelInUse } from '../model/current-model.ts';
import { ModelModule } from '../model/model.module.ts';
import { type Polling, poll } from '../polling.ts';
import { DATABASE } from '../store/database.ts';
import { MODEL_CHECK, RISK_CLIENT, SCHEDULER_CLIENT } from '../tokens.ts';
import { apiReadiness } from './api.readiness.ts';
import { HealthController } from './health.controller.ts';
import { ServiceWatch } from './service-monitor.ts';
import { SystemHealthView } from './system-health.service.ts';
import { StatusHistory } from './system-status.ts';

/** What health asks another service answers within this, or counts as not answering. */
const TIMEOUT_MS = 1000;
/** Everything is also looked at when nobody asks: else "since" would be when somebody did. */
const LOOK_EVERY_MS = 15_000;

const clientOf =
  <T extends Routes>(routes: T, url: 'QT_RISK_GUARD_URL' | 'QT_SCHEDULER_URL') =>
  (config: ApiConfig, { fetch }: Telemetry): Client<T> =>
    createClient(routes, { baseUrl: config[url], timeoutMs: TIMEOUT_MS, fetch });

/** How the system is, at a glance and since when. */
@Module({
  imports: [MarketModule, ModelModule],
  controllers: [HealthController],
  providers: [
    { provide: RISK_CLIENT, inject: [ApiConfig, TELEMETRY], useFactory: clientOf(riskRoutes, 'QT_RISK_GUARD_URL') },
    {
      provide: SCHEDULER_CLIENT,
      inject: [ApiConfig, TELEMETRY],
      useFactory: clientOf(schedulerRoutes, 'QT_SCHEDULER_URL'),
    },
    { provide: READINESS, inject: [DATABASE, MODEL_CHECK, ModelInUse, NOW], useFactory: apiReadiness },
    {
      provide: SystemHealthView,
      inject: [ApiConfig, TELEMETRY, READINESS, MarketData, RISK_CLIENT, ModelInUse, NOW],
      useFactory: (
        config: ApiConfig,
        { fetch }: Telemetry,
        own: ReadinessChecks,
        market: MarketData,
        risk: Client<typeof riskRoutes>,
        model: ModelInUse,
        now: () => number,
      ) =>
        new SystemHealthView({
          own,
          services: new ServiceWatch(watched(config), { timeoutMs: TIMEOUT_MS, fetch, now }),
          providers: () => market.health(),
          prices: () => market.priceAvailability(),
          risk,
          model,
          history: new StatusHistory(now),
          now,
        }),
    },
  ],
  exports: [READINESS],
})
export class HealthModule implements OnApplicationBootstrap, OnModuleDestroy {
  #polling: Polling | null = null;

  constructor(
    @Inject(SystemHealthView) private readonly system: SystemHealthView,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  onApplicationBootstrap(): void {
    this.#polling = poll(
      async () => void (await this.telemetry.inSpan('health.look', {}, () => this.system.look())),
      () => LOOK_EVERY_MS,
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#polling?.stop();
  }
}

function watched(config: ApiConfig) {
  const others = [
    { name: 'qt-scheduler', baseUrl: config.QT_SCHEDULER_URL },
    { name: 'qt-retrain-worker', baseUrl: config.QT_RETRAIN_WORKER_URL },
    { name: 'qt-risk-guard', baseUrl: config.QT_RISK_GUARD_URL },
  ] as const;
  const simulator = { name: 'qt-market-sim', baseUrl: config.QT_MARKET_SIM_URL } as const;
  return config.QT_MARKET === 'live' ? others : [...others, simulator];
}
