import type { Alert } from './alert.ts';
import { byName, jobOf, promql } from './promql.ts';

export const collectorDown: Alert = {
  name: 'CollectorDown',
  severity: 'medium',
  service: 'otel-collector',
  dashboard: 'telemetry',
  summary: 'The OpenTelemetry Collector is down',
  conditions: [
    {
      cause: 'down',
      for: '2m',
      // Only where it is scraped, so only where there is one.
      expr: promql`up{${jobOf('otel-collector')}} == 0`,
      description:
        'Scrapes of the Collector at {{ $labels.instance }} have failed for two minutes: no log lines and traces arrive, and no metrics of services that push. Trading is not affected.',
    },
  ],
};

export const logShippingStopped: Alert = {
  name: 'LogShippingStopped',
  severity: 'medium',
  service: 'otel-collector',
  dashboard: 'telemetry',
  summary: 'Log lines no longer reach the log store',
  conditions: [
    {
      cause: 'unsent',
      for: '10m',
      expr: promql`
        max by (exporter) (otelcol_exporter_queue_size{data_type="logs"}) > 0
        unless on (exporter) max by (exporter) (increase(otelcol_exporter_sent_log_records[5m])) > 0
      `,
      description:
        '{{ $value | printf "%.0f" }} batches of log lines wait in the Collector ({{ $labels.exporter }}), and none has been sent for 10 minutes: the log store does not take them. They are kept.',
    },
    {
      cause: 'rejected',
      for: '10m',
      expr: promql`sum by (exporter) (increase(otelcol_exporter_send_failed_log_records[5m])) > 0`,
      description:
        'The log store has rejected {{ $value | printf "%.0f" }} log lines of {{ $labels.exporter }} in 5 minutes, for 10 minutes now: they are lost there, but not in the files.',
    },
    {
      cause: 'unread',
      for: '10m',
      expr: promql`max by (receiver) (increase(otelcol_receiver_accepted_log_records{receiver="file_log"}[5m])) == 0`,
      description:
        'The Collector has read no log line ({{ $labels.receiver }}) for 10 minutes, although services log each minute: it reads the wrong files, or may not read them.',
    },
  ],
};

export const alertDeliveryFailing: Alert = {
  name: 'AlertDeliveryFailing',
  severity: 'medium',
  service: 'alertmanager',
  dashboard: 'telemetry',
  summary: 'Alerts may not reach anybody',
  conditions: [
    {
      cause: 'down',
      for: '2m',
      // As long as what could not be sent meanwhile still counts below.
      keepFiringFor: '5m',
      labels: { service: '{{ $labels.job }}' },
      // Only where they are scraped. A Prometheus sees another one; of its own end only the heartbeat tells.
      expr: promql`${byName(`up{${jobOf('prometheus', 'alertmanager')}}`)} == 0`,
      description:
        'Scrapes of {{ $labels.job }} at {{ $labels.instance }} have failed for two minutes: if no other one runs, nobody is notified of anything.',
    },
    {
      cause: 'notifications',
      for: '0s',
      // A cancelled one was cut off by a reload, and is sent again.
      expr: promql`
        sum by (integration) (increase(alertmanager_notifications_failed_total{reason!="contextCanceled"}[15m])) > 0
      `,
      description:
        '{{ $value | printf "%.0f" }} notifications by {{ $labels.integration }} have failed in 15 minutes: whoever is notified that way was not.',
    },
    {
      cause: 'link',
      for: '5m',
      labels: { service: 'prometheus' },
      expr: promql`max by (alertmanager) (increase(prometheus_notifications_errors_total[5m])) > 0`,
      description: 'Prometheus has not been able to send alerts to {{ $labels.alertmanager }} for 5 minutes.',
    },
    {
      cause: 'dropped',
      for: '5m',
      labels: { service: 'prometheus' },
      expr: promql`max by (alertmanager) (increase(prometheus_notifications_dropped_total[5m])) > 0`,
      description:
        'Prometheus has dropped {{ $value | printf "%.0f" }} alerts for {{ $labels.alertmanager }} in 5 minutes, for 5 minutes now: it takes them too slowly, or not at all.',
    },
    {
      cause: 'rules',
      for: '5m',
      labels: { service: 'prometheus' },
      expr: promql`max by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0`,
      description:
        'Rules of {{ $labels.rule_group }} have failed for 5 minutes: their alerts do not fire. The log of Prometheus has the reason.',
    },
  ],
};
