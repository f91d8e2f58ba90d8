import { Inject, Injectable } from '@nestjs/common';
import type { ServiceName } from '@qt/catalogue';
import {
  bearer,
  type Client,
  createClient,
  operationalRoutes,
  retrainRoutes,
  riskRoutes,
  schedulerRoutes,
} from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';

/** A console is not worth waiting for longer. */
const TIMEOUT_MS = 1000;

/** What every service keeps of itself. */
const keptRoutes = { events: operationalRoutes.events, spans: operationalRoutes.spans };
const guardRoutes = {
  state: riskRoutes.state,
  limits: riskRoutes.limits,
  audit: riskRoutes.audit,
  ...keptRoutes,
};
const workerRoutes = {
  models: retrainRoutes.models,
  runs: retrainRoutes.runs,
  skill: retrainRoutes.modelSkill,
  ...keptRoutes,
};
const jobRoutes = { health: schedulerRoutes.health, ...keptRoutes };

/** The other services, as the console reads them. */
@Injectable()
export class Neighbours {
  readonly guard: Client<typeof guardRoutes>;
  readonly worker: Client<typeof workerRoutes>;
  readonly scheduler: Client<typeof jobRoutes>;
  /** Null on the live market. */
  readonly marketSim: Client<typeof keptRoutes> | null;
  /** Each of them, for what every service keeps of itself. */
  readonly all: readonly (readonly [ServiceName, Client<typeof keptRoutes>])[];

  constructor(config: ApiConfig, @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>) {
    const options = { timeoutMs: TIMEOUT_MS, headers: bearer(config.QT_SERVICE_TOKEN), fetch };
    this.guard = createClient(guardRoutes, { ...options, baseUrl: config.QT_RISK_GUARD_URL });
    this.worker = createClient(workerRoutes, { ...options, baseUrl: config.QT_RETRAIN_WORKER_URL });
    this.scheduler = createClient(jobRoutes, { ...options, baseUrl: config.QT_SCHEDULER_URL });
    this.marketSim =
      config.QT_MARKET === 'live' ? null : createClient(keptRoutes, { ...options, baseUrl: config.QT_MARKET_SIM_URL });
    this.all = [
      ['qt-risk-guard', this.guard],
      ['qt-retrain-worker', this.worker],
      ['qt-scheduler', this.scheduler],
      ...(this.marketSim === null ? [] : ([['qt-market-sim', this.marketSim]] as const)),
    ];
  }
}
