import type { ProviderName } from '@qt/catalogue';
import { ProviderFailure } from '../failures.ts';
import type { CallPolicy } from './call.ts';

interface RetryAfterOptions {
  readonly provider: ProviderName;
  /** Unix ms. */
  readonly now: () => number;
  /** Whether the Retry-After of this failure is honoured. Default: always. */
  readonly applies?: (failure: ProviderFailure) => boolean;
}

/**
 * Sends a provider nothing until its Retry-After has elapsed: until then calls fail, `rate_limited` without a status. The
 * Retry-After of one call holds for all calls under the same policy.
 */
export function honourRetryAfter({ provider, now, applies = () => true }: RetryAfterOptions): CallPolicy {
  let until = Number.NEGATIVE_INFINITY;
  return async (call, work) => {
    const pause = until - now();
    if (pause > 0) {
      const reason = `Retry-After ends in ${Math.ceil(pause / 1000)} s`;
      throw new ProviderFailure(provider, 'rate_limited', reason, { retryAfterMs: pause });
    }
    try {
      return await work(call.signal);
    } catch (error) {
      if (error instanceof ProviderFailure && error.retryAfterMs !== undefined && applies(error)) {
        until = Math.max(until, now() + error.retryAfterMs);
      }
      throw error;
    }
  };
}
