import { GRAFANA_BASE, RUNBOOKS_BASE } from '../alerts/links.ts';

/**
 * Translates a Prometheus template for an annotation of Grafana: `$value` becomes the value of query A, and external
 * labels become Grafana's own address and the address of the runbooks in the template. Grafana's templates cannot query, so a
 * queried value becomes the template's `else` text, or the name of its metric.
 */
export function grafanaTemplate(template: string): string {
  return (
    template
      .replaceAll(RUNBOOKS_BASE, '$1')
      // Grafana's address usually ends with a slash.
      .replaceAll(GRAFANA_BASE, () => '{{ externalURL | reReplaceAll "/+$" "" }}')
      .replaceAll(
        /\{\{ with (?:printf|query) "[^}]*?\b(qt_[a-z_]+).*?(?:\{\{ else \}\}([^{]*))?\{\{ end \}\}/g,
        (_, metric: string, otherwise?: string) => otherwise ?? metric,
      )
      .replaceAll(/\$value\b/g, () => '$values.A.Value')
  );
}

/** The same for a label, where provisioning expands `$NAME` from the environment, and `$$` is a literal dollar. */
export function grafanaLabel(template: string): string {
  return grafanaTemplate(template).replaceAll('$', () => '$$');
}
