import { GRAFANA, RUNBOOKS } from '../alerts/links.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana expands it from its environment.
const GRAFANAS_RUNBOOKS = '${QT_RUNBOOKS_URL}';

/**
 * Translates a Prometheus template for Grafana: `$value` becomes the value of query A, and external labels become
 * Grafana's own links. Grafana's templates cannot query, so a queried value becomes the template's `else` text, or the
 * name of its metric.
 *
 * In a provisioning file Grafana expands `$NAME` from the environment: `$$` is a literal dollar.
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
