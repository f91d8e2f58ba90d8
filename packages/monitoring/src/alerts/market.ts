import type { Alert } from './alert.ts';
import { above, byName, promql } from './promql.ts';
import { percent, type Thresholds } from './thresholds.ts';

export const cacheMisses = ({ cacheMissShare }: Thresholds): Alert => ({
  name: 'CacheMisses',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'overview',
  summary: `The {{ $labels.cache_name }} cache misses more than ${cacheMissShare === 0.5 ? 'half' : percent(cacheMissShare)} of its lookups`,
  conditions: [
    {
      cause: 'misses',
      for: '10m',
      expr: promql`
          sum by (cache_name) (rate(qt_cache_hits_total{result="miss"}[5m]))
        / sum by (cache_name) (rate(qt_cache_hits_total[5m]))
        ${above(cacheMissShare)}
      `,
      description: `{{ $value | humanizePercentage }} of lookups in the {{ $labels.cache_name }} cache miss (limit ${percent(cacheMissShare)}).`,
    },
  ],
});

export const providerFailureRate = ({ providerFailureShare }: Thresholds): Alert => ({
  name: 'ProviderFailureRate',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'sources',
  summary: 'Most calls to {{ $labels.provider }} fail',
  conditions: [
    {
      cause: 'failures',
      for: '10m',
      expr: promql`
          sum by (provider) (rate(qt_provider_failures_total[5m]))
        / sum by (provider) (rate(qt_provider_latency_seconds_count[5m]))
        ${above(providerFailureShare)}
      `,
      description: `{{ $value | humanizePercentage }} of calls to {{ $labels.provider }} fail (limit ${percent(providerFailureShare)}).`,
    },
  ],
});

export const providerCircuitOpen: Alert = {
  name: 'ProviderCircuitOpen',
  severity: 'medium',
  service: 'qt-api',
  dashboard: 'sources',
  summary: 'Calls to {{ $labels.provider }} are paused: its circuit breaker is open',
  conditions: [
    {
      cause: 'open',
      for: '15m',
      labels: { service: '{{ or $labels.job "qt-api" }}' },
      expr: promql`max by (provider, job) (${byName('qt_provider_circuit_open')}) == 1`,
      description:
        'The circuit breaker for {{ $labels.provider }} in {{ $labels.job }} has been open for 15 minutes: no probe has succeeded.',
    },
  ],
};

/** In alerts the label of the culprit is always `provider`. */
function ofProvider(checks: string): string {
  return `label_join(${checks}, "provider", "", "target")`;
}

export const syntheticCheckFailing: Alert = {
  name: 'SyntheticCheckFailing',
  severity: 'medium',
  service: 'qt-scheduler',
  dashboard: 'sources',
  summary: '{{ $labels.provider }} gives no fresh and plausible answer',
  conditions: [
    {
      cause: 'failing',
      for: '5m',
      // After a restart there is no result until the first check, so the last one before it still counts. An outdated
      // result proves nothing: when checks stop running, SchedulerStalled fires.
      expr: promql`
        max by (provider) (${ofProvider('last_over_time(qt_synthetic_check_success[3m])')}) == 0
        unless on (provider)
          time() - max by (provider) (${ofProvider('qt_synthetic_check_timestamp_seconds')})
            > 5 * scalar(max(qt_scheduler_job_interval_seconds{job_id="synthetic_checks"}))
      `,
      description:
        'Every synthetic check of {{ $labels.provider }} has failed for 5 minutes; /health/scheduler shows the reason.',
    },
  ],
};
