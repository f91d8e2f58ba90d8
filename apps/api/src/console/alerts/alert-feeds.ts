import { Inject, Injectable } from '@nestjs/common';
import type { FiringAlert } from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { z } from 'zod';
import { getJson } from '../get-json.ts';

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
    const alerts = alertmanagerAlerts.parse(await getJson(this.telemetry, baseUrl, path));
    return alerts.map(({ startsAt, ...alert }) => alertOf({ ...alert, state: 'firing', since: startsAt }));
  }

  async ofPrometheus(baseUrl: string): Promise<FiringAlert[]> {
    const { data } = prometheusAlerts.parse(await getJson(this.telemetry, baseUrl, '/api/v1/alerts'));
    return data.alerts.map(({ activeAt, ...alert }) => alertOf({ ...alert, since: activeAt }));
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
