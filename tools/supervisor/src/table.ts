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

/** How long `start` waits before it says which services are not ready. */
const SILENCE_MS = 15_000;

/** The services that are not ready after `SILENCE_MS`; `undefined` before, and when all are ready. */
export function overdue(states: readonly ServiceState[], waitedMs: number): string | undefined {
  const waiting = states.filter(({ state }) => state !== 'ready').map(({ service }) => service);
  return waitedMs < SILENCE_MS || waiting.length === 0 ? undefined : waiting.join(', ');
}
