/** What determines a job's first due time after a start. Times in Unix ms. */
export interface Past {
  readonly now: number;
  readonly intervalMs: number;
  /** When its last run began, kept across restarts; null: it never ran. */
  readonly lastStartedAt: number | null;
  /** When this scheduler first started ever. */
  readonly firstStartAt: number;
  readonly firstRun: 'at_start' | 'after_interval';
  /** The small random delay of this start. */
  readonly jitterMs: number;
}

/**
 * The first due time after a start: one interval after the last run. An overdue job is due at once, after the jitter,
 * and once, however many runs were missed (misfires are coalesced). A last run in the future (the clock was set back)
 * delays it by one interval at most.
 */
export function firstDue({ now, intervalMs, lastStartedAt, firstStartAt, firstRun, jitterMs }: Past): number {
  const soonest = now + jitterMs;
  if (lastStartedAt === null && firstRun === 'at_start') return soonest;
  const due = (lastStartedAt ?? firstStartAt) + intervalMs;
  return Math.max(soonest, Math.min(due, now + intervalMs));
}

/**
 * The due time after `due`, which is not later than `now`: the next on the grid of the interval. Missed ones are skipped,
 * not replayed.
 */
export function nextDue(due: number, now: number, intervalMs: number): number {
  return due + intervalMs * (Math.floor((now - due) / intervalMs) + 1);
}
