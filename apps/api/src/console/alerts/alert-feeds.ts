import { Inject, Injectable } from '@nestjs/common';
import { type FiringAlert, messageOf } from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { z } from 'zod';

const TIMEOUT_MS = 1000;

const labels = z.record(z.string(), z.string());

/** Of Alertmanager's API v2: `GET /api/v2/alerts`. */
const alertmanagerAlerts = z.array(z.object({ labels, annotations: labels, startsAt: z.string() }));

/** Of Prometheus' HTTP API: `GET /api/v1/alerts`. */
const prometheusAlerts = z.object({
  data: z.object({
    alerts: z.array(
      z.object({ labels, annotations: labels, state: z.enum(['pending', 'firing']), activeAt: z.string() }),
    ),
  }),
});

/** The alerts of an Alertmanager or a Prometheus. Both reject if it does not answer as documented. */
@Injectable()
export class AlertFeeds {
  constructor(@Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'fetch'>) {}

  /** Those that notify somebody: neither silenced nor inhibited. */
  async ofAlertmanager(baseUrl: string): Promise<FiringAlert[]> {
    const path = '/api/v2/alerts?active=true&silenced=false&inhibited=false';
    const alerts = alertmanagerAlerts.parse(await this.#get(baseUrl, path));
    return alerts.map(({ startsAt, ...alert }) => alertOf({ ...alert, state: 'firing', since: startsAt }));
  }

  async ofPrometheus(baseUrl: string): Promise<FiringAlert[]> {
    const { data } = prometheusAlerts.parse(await this.#get(baseUrl, '/api/v1/alerts'));
    return data.alerts.map(({ activeAt, ...alert }) => alertOf({ ...alert, since: activeAt }));
  }

  async #get(baseUrl: string, path: string): Promise<unknown> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const url = `${baseUrl}${path}`;
    const urlTemplate = path.replace(/\?.*/, '');
    try {
      const response = await this.telemetry.fetch(url, { signal, urlTemplate });
      if (response.ok) return await response.json();
      await response.body?.cancel();
      throw new Error(`expected 200, actual ${response.status}`);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new Error(`GET ${url}: ${messageOf(cause)}`);
    }
  }
}

interface ForeignAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: FiringAlert['state'];
  readonly since: string;
}

function alertOf({ labels: own, annotations, state, since }: ForeignAlert): FiringAlert {
  const name = own['alertname'] ?? 'unnamed';
  return {
    name,
    state,
    severity: own['severity'] ?? 'none',
    summary: annotations['summary'] ?? annotations['description'] ?? name,
    labels: own,
    since: new Date(since).toISOString(),
    runbook: annotations['runbook_url'] === undefined ? null : `/runbooks/${name}`,
  };
}
