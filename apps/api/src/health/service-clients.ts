import { Inject, Injectable } from '@nestjs/common';
import { bearer, type Client, createClient, retrainRoutes, riskRoutes, schedulerRoutes } from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';

/** A service that has not answered a question about its health after this long counts as unavailable. */
export const TIMEOUT_MS = 1000;

/** Clients of the services whose own health is part of the API's. */
@Injectable()
export class ServiceClients {
  readonly risk: Client<Pick<typeof riskRoutes, 'state'>>;
  readonly scheduler: Client<Pick<typeof schedulerRoutes, 'health'>>;
  readonly retrainWorker: Client<Pick<typeof retrainRoutes, 'health'>>;

  constructor(config: ApiConfig, @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>) {
    const options = { timeoutMs: TIMEOUT_MS, headers: bearer(config.QT_SERVICE_TOKEN), fetch };
    this.risk = createClient({ state: riskRoutes.state }, { ...options, baseUrl: config.QT_RISK_GUARD_URL });
    this.scheduler = createClient({ health: schedulerRoutes.health }, { ...options, baseUrl: config.QT_SCHEDULER_URL });
    this.retrainWorker = createClient(
      { health: retrainRoutes.health },
      { ...options, baseUrl: config.QT_RETRAIN_WORKER_URL },
    );
  }
}
