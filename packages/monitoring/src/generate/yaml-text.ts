import { stringify } from 'yaml';

/** YAML with a head that names the source, and no folded lines: a query or template stays as it is written. */
export function yamlText(source: string, content: unknown): string {
  const head = `# Made from ${source} by \`npx pnpm@12 generate\`. Change it there: what is written here is overwritten.\n`;
  return head + stringify(content, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
}
