import { type Selectors, selected } from './selector.ts';

/** A query in a Prometheus template: `query "…"`, or `printf "…" $labels.x | query`. */
const QUERY = /(query "|printf ")((?:[^"\\]|\\.)*)("(?: \$labels\.\w+ \| query)?)/g;

/** A Prometheus template whose queries read only the selected series. */
export function selectedTemplate(template: string, selectors: Selectors): string {
  return template.replaceAll(QUERY, (whole, head: string, literal: string, tail: string) => {
    if (head.startsWith('printf') !== tail.endsWith('query')) return whole;
    const query = selected(literal.replaceAll(/\\(.)/g, '$1'), selectors);
    return `${head}${query.replaceAll(/["\\]/g, '\\$&')}${tail}`;
  });
}
