import { DASHBOARDS, type Dashboard } from './alert.ts';

/**
 * Base URLs of links: the external labels `runbooks` and `grafana`, which infra/prometheus/prometheus.yml takes from
 * QT_RUNBOOKS_URL and QT_GRAFANA_URL. The defaults are for a single machine, where the API serves the runbooks. The
 * template function `externalURL` would suit any machine, but promtool cannot expand it.
 */
export const RUNBOOKS_DEFAULT = 'http://127.0.0.1:8000/runbooks';
export const RUNBOOKS = `{{ or $externalLabels.runbooks "${RUNBOOKS_DEFAULT}" }}`;
export const GRAFANA = '{{ or $externalLabels.grafana "http://127.0.0.1:3000" }}';

/** A link to the alert's runbook: a Prometheus template. */
export function runbookUrl(alert: string): string {
  return `${RUNBOOKS}/${alert}`;
}

/** A link to a dashboard: a Prometheus template. */
export function dashboardUrl(dashboard: Dashboard): string {
  return `${GRAFANA}/d/${DASHBOARDS[dashboard]}`;
}
