import { readFileSync } from 'node:fs';
import type { SystemHealth } from '@qt/contracts';
import { expect, test } from 'vitest';
import { healthAlerts } from './health-alerts.ts';

const AT = '2026-01-01T12:00:00.000Z';
const service = (name: string, ok: boolean) => ({ name, ok, detail: 'not ready', since: AT, starts: 1 });

/** Everything that `/health` can say is wrong. */
const BROKEN = {
  trading: { allowed: false, reason: 'price_unavailable', detail: 'no price', since: AT, reason_since: AT },
  services: [service('qt-risk-guard', false), service('qt-scheduler', false), service('qt-api', true)],
  providers: [
    { provider: 'binance', circuit: 'open', since: AT, last_error: 'http: 500' },
    { provider: 'coingecko', circuit: 'closed', since: AT, last_error: null },
  ],
  jobs: [{ job_id: 'signal_scan', degraded_in_a_row: 3, last_run: { finished_at: AT } }],
} as unknown as SystemHealth;

test('what is wrong in /health has the severity of its alert, as its runbook says', () => {
  const alerts = healthAlerts(BROKEN);
  expect(alerts.map(({ name }) => name)).toEqual([
    'TradingHalted',
    'RiskGuardDown',
    'TelemetryTargetDown',
    'ProviderCircuitOpen',
    'SchedulerStalled',
  ]);
  const severities = alerts.map(({ name }) => {
    const runbook = readFileSync(new URL(import.meta.resolve(`@qt/docs/runbooks/${name}.md`)), 'utf8');
    return /^\*\*(\w+)\*\*/m.exec(runbook)?.[1];
  });
  expect(alerts.map(({ severity }) => severity)).toEqual(severities);
});
