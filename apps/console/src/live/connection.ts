/** How the page hears from the API, as its reader has to know it. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** Nothing for longer than a heartbeat takes; what is shown was true `silentMs` ago. */
  | { readonly state: 'stale'; readonly silentMs: number }
  /** Nothing has come since the page was opened. */
  | { readonly state: 'away'; readonly silentMs: number };

/** A heartbeat comes every second; after this long without one, the page says that it is stale. */
export const SILENCE_MS = 3_500;

/** @param heardAt when something came last; undefined: never. @param openedAt when the page was opened. By one clock, ms. */
export function connectionAt(now: number, heardAt: number | undefined, openedAt: number): Connection {
  const silentMs = now - (heardAt ?? openedAt);
  if (silentMs < SILENCE_MS) return { state: heardAt === undefined ? 'connecting' : 'live' };
  return { state: heardAt === undefined ? 'away' : 'stale', silentMs };
}

export function sameConnection(a: Connection, b: Connection): boolean {
  const silent = (one: Connection) => ('silentMs' in one ? Math.floor(one.silentMs / 1000) : 0);
  return a.state === b.state && silent(a) === silent(b);
}
