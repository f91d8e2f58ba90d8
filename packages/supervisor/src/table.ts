import type { ServiceState } from './watch.ts';

/** Service, URL and state in columns. */
export function table(states: readonly ServiceState[]): string {
  const rows = [['SERVICE', 'URL', 'STATE'], ...states.map(({ service, url, state }) => [service, url, state])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
