import { stringify } from 'yaml';

/** YAML with a header that names the source, and without folded lines: queries and templates stay as they are written. */
export function yamlText(source: string, content: unknown): string {
  const head = `# Made from ${source} by \`npx pnpm@12 generate\`. Edit it there: changes here are overwritten.\n`;
  return head + stringify(content, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
}
