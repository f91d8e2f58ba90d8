import { DASHBOARDS, type Dashboard } from './alert.ts';

/**
 * Base URLs of links: the external labels `runbooks` and `grafana`, which infra/prometheus/prometheus.yml takes from
 * QT_RUNBOOKS_URL and QT_GRAFANA_URL. The defaults are for a single machine: Prometheus serves docs/ under /user when
 * started with --web.user-assets=docs. The template function `externalURL` would suit any machine, but promtool cannot
 * expand it.
 */
export const RUNBOOKS_DEFAULT = 'http://127.0.0.1:9090/user/runbooks';
export const RUNBOOKS = `{{ or $externalLabels.runbooks "${RUNBOOKS_DEFAULT}" }}`;
export const GRAFANA = '{{ or $externalLabels.grafana "http://127.0.0.1:3000" }}';

/** A link to the alert's runbook: a Prometheus template. */
export function runbookUrl(alert: string): string {
  return `${RUNBOOKS}/${alert}.md`;
}

/** A link to a dashboard: a Prometheus template. */
export function dashboardUrl(dashboard: Dashboard): string {
  return `${GRAFANA}/d/${DASHBOARDS[dashboard]}`;
}
