import { DASHBOARDS, type Dashboard } from './alert.ts';

/**
 * Where a link begins, in a deployment that sets nothing: the external labels `runbooks` and `grafana` of
 * infra/prometheus/prometheus.yml come from QT_RUNBOOKS_URL and QT_GRAFANA_URL. Prometheus itself serves docs/ under
 * /user when it is started with --web.user-assets=docs.
 */
const RUNBOOKS = '{{ or $externalLabels.runbooks (print externalURL "/user/runbooks") }}';
const GRAFANA = '{{ or $externalLabels.grafana "http://127.0.0.1:3000" }}';

/** A link to the alert's runbook: a Prometheus template. */
export function runbookUrl(alert: string): string {
  return `${RUNBOOKS}/${alert}.md`;
}

/** A link to a dashboard: a Prometheus template. */
export function dashboardUrl(dashboard: Dashboard): string {
  return `${GRAFANA}/d/${DASHBOARDS[dashboard]}`;
}
