import type { ProviderName } from '@qt/catalogue';
import { ProviderFailure } from '../failures.ts';
import type { CallPolicy } from './call.ts';

export interface LeaveAloneOptions {
  readonly provider: ProviderName;
  /** Unix ms. */
  readonly now: () => number;
  /** Whether what this failure asks for is done; by default it always is. */
  readonly heeds?: (failure: ProviderFailure) => boolean;
}

/**
 * Sends a provider nothing until its Retry-After is over: its calls fail meanwhile, `rate_limited` without a status.
 * What a Retry-After of one call asks for holds for all calls under the same policy.
 */
export function leaveAlone({ provider, now, heeds = () => true }: LeaveAloneOptions): CallPolicy {
  let until = Number.NEGATIVE_INFINITY;
  return async (call, work) => {
    const pause = until - now();
    if (pause > 0) {
      const reason = `asked to be left alone for another ${Math.ceil(pause / 1000)} s`;
      throw new ProviderFailure(provider, 'rate_limited', reason, { retryAfterMs: pause });
    }
    try {
      return await work(call.signal);
    } catch (error) {
      if (error instanceof ProviderFailure && error.retryAfterMs !== undefined && heeds(error)) {
        until = Math.max(until, now() + error.retryAfterMs);
      }
      throw error;
    }
  };
}
