import { columns } from '@qt/test-kit';
import type { NamedState } from './watch.ts';

/** Name, URL and state in columns. */
export function table(states: readonly NamedState[]): string {
  return columns([['SERVICE', 'URL', 'STATE'], ...states.map(({ name, url, state }) => [name, url, state])]);
}

/** How long `start` waits before it says which services are not ready. */
const SILENCE_MS = 15_000;

/** The services that are not ready after `SILENCE_MS`; `undefined` before, and when all are ready. */
export function overdue(states: readonly NamedState[], waitedMs: number): string | undefined {
  const waiting = states.filter(({ state }) => state !== 'ready').map(({ name }) => name);
  return waitedMs < SILENCE_MS || waiting.length === 0 ? undefined : waiting.join(', ');
}
