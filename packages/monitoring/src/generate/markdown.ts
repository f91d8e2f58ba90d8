/** A Markdown table. Pipes and line breaks in cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellText(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Names the source, so that nobody edits the copy. */
export const HEADER =
  '<!-- Made from packages/catalogue and packages/monitoring by `npx pnpm@12 generate`. Edit it there: changes here are overwritten. -->';
