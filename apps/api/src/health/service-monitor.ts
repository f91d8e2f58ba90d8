import { Inject, Injectable } from '@nestjs/common';
import type { ServiceName } from '@qt/catalogue';
import { createClient, operationalRoutes, type Readiness, type ServiceHealth } from '@qt/contracts';
import { NOW, trackCheck } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { failuresOf } from './health-summary.ts';
import { TIMEOUT_MS } from './service-clients.ts';

/** Whether the other services are ready, since when, and how often they have started. */
@Injectable()
export class ServiceMonitor {
  readonly #services: readonly { check(): Promise<ServiceHealth> }[];

  constructor(
    config: ApiConfig,
    @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>,
    @Inject(NOW) now: () => number,
  ) {
    this.#services = servicesOf(config).map(([name, baseUrl]) => {
      const client = createClient(operationalRoutes, { baseUrl, timeoutMs: TIMEOUT_MS, fetch });
      const tracked = trackCheck(name, 'not asked yet', now);
      return {
        async check() {
          const reply = await client.ready();
          if (reply.ok) tracked.report(reply.status === 200, summary(reply.body));
          else tracked.report(false, reply.error.message);
          return { ...tracked.read(), starts: reply.ok ? reply.body.starts : null };
        },
      };
    });
  }

  /** Asks all services at once. */
  check(): Promise<readonly ServiceHealth[]> {
    return Promise.all(this.#services.map((service) => service.check()));
  }
}

function servicesOf(config: ApiConfig): readonly (readonly [name: ServiceName, baseUrl: string])[] {
  const always = [
    ['qt-scheduler', config.QT_SCHEDULER_URL],
    ['qt-retrain-worker', config.QT_RETRAIN_WORKER_URL],
    ['qt-risk-guard', config.QT_RISK_GUARD_URL],
  ] as const;
  return config.QT_MARKET === 'live' ? always : [...always, ['qt-market-sim', config.QT_MARKET_SIM_URL]];
}

function summary({ status, checks }: Readiness): string {
  const failing = failuresOf(checks);
  return failing === '' ? status : `${status}: ${failing}`;
}
