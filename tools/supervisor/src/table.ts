import type { NamedState } from './watch.ts';

/** Name, URL and state in columns. */
export function table(states: readonly NamedState[]): string {
  return columns([['SERVICE', 'URL', 'STATE'], ...states.map(({ name, url, state }) => [name, url, state])]);
}

/** Rows of cells, aligned; the last column is as wide as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** How long `start` waits before it says which services are not ready. */
const SILENCE_MS = 15_000;

/** The services that are not ready after `SILENCE_MS`; `undefined` before, and when all are ready. */
export function overdue(states: readonly NamedState[], waitedMs: number): string | undefined {
  const waiting = states.filter(({ state }) => state !== 'ready').map(({ name }) => name);
  return waitedMs < SILENCE_MS || waiting.length === 0 ? undefined : waiting.join(', ');
}
