import type { HealthCheck } from '@qt/contracts';
import { type ReadinessChecks, trackCheck } from '@qt/nest-service';
import { cause } from '../store/cause.ts';
import type { Guard } from './risk-engine.ts';

/** The guard can do its work when its store takes a write; asking tries one. */
export function createStoreReadiness(guard: Guard, now: () => number): ReadinessChecks {
  const check = trackCheck('store', 'not tried yet', now);
  return {
    async checks(): Promise<readonly HealthCheck[]> {
      await guard
        .exclusive(() => guard.settle())
        .then(
          () => check.report(true, 'takes writes'),
          (error) => check.report(false, cause(error)),
        );
      return [check.read()];
    },
  };
}
