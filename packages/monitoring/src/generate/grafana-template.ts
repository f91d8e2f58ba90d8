import { GRAFANA, RUNBOOKS } from '../alerts/links.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana expands it from its environment.
const GRAFANAS_RUNBOOKS = '${QT_RUNBOOKS_URL}';

/**
 * A Prometheus template as Grafana expands it. `$value` is there the query's, Grafana's own links stand for external
 * labels, and a live value that the template queries becomes what the template says without it, else the name of its
 * metric: Grafana's templates cannot query.
 *
 * In a provisioning file Grafana expands `$NAME` from the environment: `$$` is a dollar.
 */
export function grafanaTemplate(template: string): string {
  return template
    .replaceAll(RUNBOOKS, GRAFANAS_RUNBOOKS)
    .replaceAll(GRAFANA, '{{ externalURL }}')
    .replaceAll(
      /\{\{ with (?:printf|query) "[^}]*?\b(qt_[a-z_]+).*?(?:\{\{ else \}\}([^{]*))?\{\{ end \}\}/g,
      (_, metric: string, otherwise?: string) => otherwise ?? metric,
    )
    .replaceAll(/\$value\b/g, '$$$$values.A.Value')
    .replaceAll(/\$labels\b/g, '$$$$labels');
}
