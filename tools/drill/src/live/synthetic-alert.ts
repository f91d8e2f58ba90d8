import { fetchJson, until } from '@qt/test-kit';
import type { Deployment } from './deployment.ts';

const WORDS = { alertname: 'Drill', severity: 'medium', service: 'qt-drill', cause: 'drill' };
const LASTS_MS = 120_000;
/** Alertmanager waits for others of the group first: 30 s. */
const PATIENCE_MS = 90_000;

/**
 * Sends an alert of our own to Alertmanager: a message says that it is a drill, at the receiver of severity medium, which
 * wakes nobody. It must be delivered, and no delivery may fail.
 */
export async function sendSyntheticAlert({ alertmanager, api }: Deployment): Promise<string> {
  const before = await notifications(alertmanager);
  const now = Date.now();
  const startsAt = new Date(now).toISOString();
  const alert = {
    // A group of its own: Alertmanager would keep one of the last minutes back.
    labels: { ...WORDS, environment: `drill of ${startsAt}` },
    annotations: {
      summary: 'A drill of the way of notifications: nothing to do',
      description: 'Sent by `drill --live`. It resolves by itself within minutes.',
      runbook_url: `${api}/runbooks/Watchdog`,
    },
    startsAt,
    // Ends by itself, even if this command is cut off.
    endsAt: new Date(now + LASTS_MS).toISOString(),
  };
  await fetchJson(`${alertmanager}/api/v2/alerts`, [alert]);
  const sent = await until(
    'Alertmanager to deliver the alert Drill to a receiver other than the heartbeat',
    async () => {
      const after = await notifications(alertmanager);
      const failed = [...after].filter(([name, { failed }]) => failed > (before.get(name)?.failed ?? 0));
      if (failed.length > 0) return { failed: failed.map(([name]) => name) };
      const delivered = [...after].filter(([name, { sent }]) => sent > (before.get(name)?.sent ?? 0));
      return delivered.length === 0 ? undefined : { delivered: delivered.map(([name]) => name) };
    },
    PATIENCE_MS,
  );
  if ('failed' in sent) throw new Error(`notifications by ${sent.failed?.join(', ')} fail: see Alertmanager's log`);
  return `delivered by ${sent.delivered?.join(', ')} after ${((Date.now() - now) / 1000).toFixed(0)} s`;
}

interface Count {
  sent: number;
  failed: number;
}

/** What each integration has sent and failed to send; without the heartbeat's webhook, which sends all the time. */
async function notifications(alertmanager: string): Promise<Map<string, Count>> {
  const response = await fetch(`${alertmanager}/metrics`);
  const counts = new Map<string, Count>();
  const line = /^alertmanager_notifications(_failed)?_total\{([^}]*)\} (\S+)$/gm;
  for (const [, failed, labels = '', value] of (await response.text()).matchAll(line)) {
    const integration = /integration="([^"]+)"/.exec(labels)?.[1] ?? '';
    if (integration === 'webhook') continue;
    const count = counts.get(integration) ?? { sent: 0, failed: 0 };
    count[failed === undefined ? 'sent' : 'failed'] += Number(value);
    counts.set(integration, count);
  }
  return counts;
}
