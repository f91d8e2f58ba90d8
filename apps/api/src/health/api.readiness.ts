import type { DatabaseSync } from 'node:sqlite';
import { type ReadinessChecks, type TrackedCheck, trackCheck } from '@qt/nest-service';
import type { ModelInUse } from '../model/current-model.ts';

/** The API can do its work when its store can be read, a model was taken up, and that one answers. */
export function apiReadiness(
  database: DatabaseSync,
  model: TrackedCheck,
  inUse: Pick<ModelInUse, 'card' | 'broken'>,
  now: () => number,
): ReadinessChecks {
  const store = trackCheck('store', 'not read yet', now);
  const inference = trackCheck('inference', 'no model yet', now);
  const question = database.prepare('SELECT count(*) FROM scan_times');
  return {
    checks() {
      try {
        question.get();
        store.report(true, 'readable');
      } catch (error) {
        store.report(false, error instanceof Error ? error.message : String(error));
      }
      if (inUse.card !== null) inference.report(inUse.broken === undefined, inUse.broken ?? 'answers');
      return [store.read(), model.read(), inference.read()];
    },
  };
}
