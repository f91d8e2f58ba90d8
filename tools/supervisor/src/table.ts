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

/** How long an operator is left without a word of how the services are. */
const SILENCE_MS = 15_000;

/** Who is not ready after a wait that is too long to say nothing; `undefined` before, and where all are ready. */
export function keptWaiting(states: readonly ServiceState[], waitedMs: number): string | undefined {
  const waiting = states.filter(({ state }) => state !== 'ready').map(({ service }) => service);
  return waitedMs < SILENCE_MS || waiting.length === 0 ? undefined : waiting.join(', ');
}
