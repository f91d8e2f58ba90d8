const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A length of time in at most two units: `7 s`, `12 min`, `2 h 5 min`, `3 d 1 h`. Negative ones count as 0. */
export function shownDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const at = UNITS.findIndex(([, length]) => seconds >= length);
  const [unit, length] = UNITS[at] ?? ['s', 1];
  const next = at === -1 ? undefined : UNITS[at + 1];
  const left = next === undefined ? 0 : Math.floor((seconds % length) / next[1]);
  return `${Math.floor(seconds / length)} ${unit}${next === undefined || left === 0 ? '' : ` ${left} ${next[0]}`}`;
}

/** How long until a moment: `in 12 s`, or `now` once it has come. */
export function shownCountdown(ms: number): string {
  return ms < 1000 ? 'now' : `in ${shownDuration(ms)}`;
}

/** How long a span took, down to microseconds: `0.21 ms`, `84 ms`, `1.2 s`. */
export function shownSpan(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : shownLatency(ms);
}

/** Milliseconds that a person waited: `84 ms`, `1.2 s`. */
export function shownLatency(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
