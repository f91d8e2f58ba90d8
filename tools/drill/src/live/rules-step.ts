import { ALERTS, WATCHDOG } from '@qt/monitoring/alerts';
import { fetchJson } from '@qt/test-kit';
import type { Deployment } from './deployment.ts';

interface Rule {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state?: string;
}

/** Every alert of the catalogue is loaded, is evaluated without error, and has a runbook page. */
export async function checkRules({ prometheus, api }: Deployment): Promise<string> {
  const { data } = await fetchJson<{ data: { groups: { rules: Rule[] }[] } }>(`${prometheus}/api/v1/rules?type=alert`);
  const rules = data.groups.flatMap((group) => group.rules);
  const names = [...ALERTS, WATCHDOG].map(({ name }) => name);
  const missing = names.filter((name) => !rules.some((rule) => rule.name === name));
  if (missing.length > 0) throw new Error(`rules: expected ${missing.join(', ')}, actual none of these names`);
  const failing = rules.filter(({ name, health }) => names.includes(name) && health === 'err');
  if (failing.length > 0) throw new Error(failing.map(({ name, lastError }) => `${name}: ${lastError}`).join('; '));
  for (const name of names) {
    const response = await fetch(`${api}/runbooks/${name}`);
    if (!response.ok) throw new Error(`${api}/runbooks/${name}: expected 200, actual ${response.status}`);
  }
  const firing = new Set(rules.filter(({ state }) => state === 'firing').map(({ name }) => name));
  firing.delete(WATCHDOG.name);
  return `${names.length} alerts loaded, each with its runbook; firing: ${[...firing].join(', ') || 'none'}`;
}

/** The dead man's switch is on its way: Prometheus has sent it, and Alertmanager holds it. */
export async function checkHeartbeat({ alertmanager }: Deployment): Promise<string> {
  const filter = encodeURIComponent(`alertname="${WATCHDOG.name}"`);
  const held = await fetchJson<{ updatedAt: string }[]>(`${alertmanager}/api/v2/alerts?filter=${filter}`);
  const [one] = held;
  if (one === undefined) throw new Error(`${alertmanager}: expected the alert ${WATCHDOG.name}, actual none`);
  return `Alertmanager holds ${WATCHDOG.name}, renewed at ${one.updatedAt}`;
}
