import { DASHBOARDS, type Dashboard } from './alert.ts';

/**
 * Base URLs of links: the external labels `runbooks` and `grafana`, which infra/prometheus/prometheus.yml takes from
 * QT_RUNBOOKS_URL and QT_GRAFANA_URL. The defaults are for a single machine, where the API serves the runbooks. The
 * template function `externalURL` would suit any machine, but promtool cannot expand it.
 */
export const RUNBOOKS_DEFAULT = 'http://127.0.0.1:8000/runbooks';
const RUNBOOKS = `{{ or $externalLabels.runbooks "${RUNBOOKS_DEFAULT}" }}`;
const GRAFANA = '{{ or $externalLabels.grafana "http://127.0.0.1:3000" }}';

/** The beginning of a link to a runbook in a Prometheus template; its group is the default. */
export const RUNBOOKS_BASE = /\{\{ or \$externalLabels\.runbooks "([^"]*)" \}\}/g;

export const GRAFANA_BASE = /\{\{ or \$externalLabels\.grafana "[^"]*" \}\}/g;

const DEFAULT_OF = /(?<=\{\{ or \$externalLabels\.(\w+) ")[^"]*/g;

/** A template whose links begin elsewhere, unless the external labels say otherwise. */
export function withBaseUrls(template: string, urls: Readonly<Record<string, string | undefined>>): string {
  return template.replaceAll(DEFAULT_OF, (url, label: string) => urls[label] ?? url);
}

/** A link to the alert's runbook: a Prometheus template. */
export function runbookUrl(alert: string): string {
  return `${RUNBOOKS}/${alert}`;
}

/** A link to a dashboard: a Prometheus template. */
export function dashboardUrl(dashboard: Dashboard): string {
  return `${GRAFANA}/d/${DASHBOARDS[dashboard]}`;
}
