import type { TimelineItem } from '@qt/contracts';

/** The most events that a page keeps: more than an hour has, so that its memory stays flat. */
const MOST = 100_000;
const KEPT_MS = 3_600_000;

/**
 * What was known with what came, newest first, each once, none older than an hour or beyond the most that is kept. Only the
 * newest of what is known are looked at, and the oldest that go: a frame has no time for 100,000.
 */
export function withItems(
  known: readonly TimelineItem[],
  came: readonly TimelineItem[],
  now: number,
): readonly TimelineItem[] {
  const oldest = came.map(({ at }) => at).toSorted()[0] ?? '';
  const older = known.findIndex(({ at }) => at < oldest);
  const place = older === -1 ? known.length : older;
  // What came is among these, if it was known: the same event has the same time.
  const newest = known.slice(0, place);
  const ids = new Set(newest.map(({ id }) => id));
  const fresh = came.filter(({ id }) => !ids.has(id));
  if (fresh.length === 0) return known;
  const merged = [...fresh, ...newest].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const all = [...merged, ...known.slice(place)];
  const first = new Date(now - KEPT_MS).toISOString();
  return all.slice(0, Math.min(MOST, all.findLastIndex(({ at }) => at >= first) + 1));
}
