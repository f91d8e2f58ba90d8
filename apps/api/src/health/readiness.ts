import type { DatabaseSync } from 'node:sqlite';
import { type ReadinessChecks, type TrackedCheck, trackCheck } from '@qt/service';

/** The API can do its work when its store can be read and a model was taken up. */
export function apiReadiness(database: DatabaseSync, model: TrackedCheck, now: () => number): ReadinessChecks {
  const store = trackCheck('store', 'not read yet', now);
  const question = database.prepare('SELECT count(*) FROM scan_times');
  return {
    checks() {
      try {
        question.get();
        store.report(true, 'readable');
      } catch (error) {
        store.report(false, error instanceof Error ? error.message : String(error));
      }
      return [store.read(), model.read()];
    },
  };
}
