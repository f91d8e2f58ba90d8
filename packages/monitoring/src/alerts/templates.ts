/** Names a provider whose circuit breaker is open: a Prometheus template. */
export const PAUSED =
  '{{ with query "topk(1, max by (provider) (qt_provider_circuit_open) == 1)" }}{{ . | first | label "provider" }}{{ else }}see /health{{ end }}';

/** The PromQL queries in a Prometheus template; a label inserted by `printf` is shown as `$label`. */
export function templateQueries(template: string): string[] {
  const fixed = [...template.matchAll(/query "((?:[^"\\]|\\.)*)"/g)];
  const printed = [...template.matchAll(/printf "((?:[^"\\]|\\.)*)" \$labels\.(\w+) \| query/g)];
  return [
    ...fixed.map(([, query = '']) => query),
    ...printed.map(([, query = '', label]) => query.replace('%s', `$${label}`)),
  ];
}

/** The labels used in a Prometheus template. */
export function templateLabels(template: string): string[] {
  return [...template.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
}
