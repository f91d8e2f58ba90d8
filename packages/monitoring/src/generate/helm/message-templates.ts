import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FILE = resolve(import.meta.dirname, '../../../../../infra/alertmanager/templates/qt.tmpl');

/** The definitions of `qt.tmpl` by name, without the comments between them. */
function definitions(): ReadonlyMap<string, string> {
  const text = readFileSync(FILE, 'utf8').replaceAll(/\{\{\/\*[\s\S]*?\*\/\}\}\n*/g, '');
  const blocks = text.split(/^(?=\{\{ define )/m).map((block) => block.trim());
  return new Map(blocks.map((block) => [/^\{\{ define "([^"]+)"/.exec(block)?.[1] ?? '', block]));
}

/**
 * A text that shows a template of `infra/alertmanager/templates/qt.tmpl` and has all that it needs in it: who configures
 * Alertmanager by the operator brings no files. `data`: what the template is given.
 */
export function messageText(template: string, data = '.'): string {
  const known = definitions();
  const needed = new Set<string>();
  const visit = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const [, other = ''] of (known.get(name) ?? '').matchAll(/\{\{-? ?template "([^"]+)"/g)) visit(other);
  };
  visit(template);
  return `${[...needed].map((name) => known.get(name)).join('')}{{ template "${template}" ${data} }}`;
}
