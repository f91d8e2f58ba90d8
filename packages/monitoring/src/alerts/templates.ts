/** The PromQL that a Prometheus template runs; a label that `printf` puts into it stands as `$label`. */
export function templateQueries(template: string): string[] {
  const fixed = [...template.matchAll(/query "((?:[^"\\]|\\.)*)"/g)];
  const printed = [...template.matchAll(/printf "((?:[^"\\]|\\.)*)" \$labels\.(\w+) \| query/g)];
  return [
    ...fixed.map(([, query = '']) => query),
    ...printed.map(([, query = '', label]) => query.replace('%s', `$${label}`)),
  ];
}

/** The labels that a Prometheus template reads. */
export function templateLabels(template: string): string[] {
  return [...template.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
}
