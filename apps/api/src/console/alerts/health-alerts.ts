import type { FiringAlert, SystemHealth } from '@qt/contracts';

/** As their rules have it. */
const SEVERITIES = {
  TradingHalted: 'high',
  RiskGuardDown: 'high',
  TelemetryTargetDown: 'high',
  ProviderCircuitOpen: 'medium',
  SchedulerStalled: 'high',
} as const;

/** What `/health` says is wrong, by the alert that would fire for it: what the console shows without a Prometheus. */
export function healthAlerts({ trading, services, providers, jobs }: SystemHealth): FiringAlert[] {
  const alerts: FiringAlert[] = [];
  const firing = (
    name: keyof typeof SEVERITIES,
    summary: string,
    since: string,
    labels: FiringAlert['labels'] = {},
  ) => {
    alerts.push({
      name,
      state: 'firing',
      severity: SEVERITIES[name],
      summary,
      labels,
      since,
      runbook: `/runbooks/${name}`,
    });
  };
  if (!trading.allowed) firing('TradingHalted', trading.detail, trading.since, { reason: trading.reason ?? '' });
  for (const { name, ok, detail, since } of services) {
    if (ok) continue;
    firing(name === 'qt-risk-guard' ? 'RiskGuardDown' : 'TelemetryTargetDown', `${name}: ${detail}`, since, {
      job: name,
    });
  }
  for (const { provider, circuit, since, last_error } of providers) {
    if (circuit === 'closed') continue;
    firing('ProviderCircuitOpen', `${provider}: ${last_error ?? circuit}`, since, { provider });
  }
  for (const { job_id, degraded_in_a_row, last_run } of jobs ?? []) {
    if (degraded_in_a_row < 3 || last_run === null) continue;
    firing('SchedulerStalled', `${job_id}: ${degraded_in_a_row} degraded runs in a row`, last_run.finished_at, {
      job_id,
    });
  }
  return alerts;
}
