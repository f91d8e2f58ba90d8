import type { Log } from '@qt/catalogue';
import type { TrackedCheck } from '@qt/nest-service';
import type { History } from './scheduler.repository.ts';

export interface UnfailingHistoryOptions {
  readonly log: Log;
  /** Told whether the history can be written. */
  readonly check: TrackedCheck;
}

/**
 * A history whose writes stop no job when they fail: the log and the check, which is part of readiness, say so. What
 * could not be written is shown all the same until the next restart.
 */
export function withUnfailingWrites(history: History, { log, check }: UnfailingHistoryOptions): History {
  const attempt = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
      check.report(true, 'written');
    } catch (error) {
      check.report(false, error instanceof Error ? error.message : String(error));
      log.error('the history could not be written', { error });
    }
  };
  return {
    firstStart: (now) => history.firstStart(now),
    lastRuns: () => history.lastRuns(),
    lastChecks: () => history.lastChecks(),
    recordRun: (run) => attempt(() => history.recordRun(run)),
    recordCheck: (check) => attempt(() => history.recordCheck(check)),
    close: () => history.close(),
  };
}
