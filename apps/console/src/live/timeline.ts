import type { TimelineItem } from '@qt/contracts';

/** The most events that a page keeps: more than an hour has, so that its memory stays flat. */
const MOST = 100_000;
const KEPT_MS = 3_600_000;

/** What was known with what came, newest first, each once, none older than an hour or beyond the most that is kept. */
export function withItems(
  known: readonly TimelineItem[],
  came: readonly TimelineItem[],
  now: number,
): readonly TimelineItem[] {
  const ids = new Set(known.map(({ id }) => id));
  const fresh = came.filter(({ id }) => !ids.has(id));
  if (fresh.length === 0) return known;
  const first = new Date(now - KEPT_MS).toISOString();
  const newest = known[0]?.at ?? '';
  const sorted = fresh.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const all = sorted.every(({ at }) => at >= newest)
    ? [...sorted, ...known]
    : [...sorted, ...known].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return all.filter(({ at }) => at >= first).slice(0, MOST);
}
