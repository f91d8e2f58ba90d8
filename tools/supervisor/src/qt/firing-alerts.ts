import { z } from 'zod';

const alerts = z.array(
  z.object({
    labels: z.object({ alertname: z.string(), severity: z.string().default('') }),
    annotations: z.object({ summary: z.string().default(''), runbook_url: z.string().default('') }),
  }),
);

export interface FiringAlert {
  readonly name: string;
  readonly severity: string;
  readonly summary: string;
  /** The address of its runbook. */
  readonly runbook: string;
}

/** What an Alertmanager holds as active, but the heartbeat; empty where it does not answer. */
export async function firingAlerts(alertmanager: string): Promise<FiringAlert[]> {
  try {
    const url = `${alertmanager}/api/v2/alerts?active=true&silenced=false&inhibited=false`;
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return alerts
      .parse(await response.json())
      .filter(({ labels }) => labels.alertname !== 'Watchdog')
      .map(({ labels: { alertname, severity }, annotations: { summary, runbook_url } }) => {
        return { name: alertname, severity, summary, runbook: runbook_url };
      });
  } catch {
    return [];
  }
}
