import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProviderName } from '@qt/catalogue';
import { DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { type FailureKind, ProviderFailure } from '../failures.ts';
import { type CallPolicy, compose } from './call.ts';
import {
  type CircuitBreaker,
  type CircuitEvents,
  type CircuitHealth,
  createCircuitBreaker,
} from './circuit-breaker.ts';
import { honourRetryAfter } from './retry-after.ts';

const RETRYABLE: ReadonlySet<FailureKind> = new Set(['timeout', 'network', 'garbage', 'http']);

export interface ResilientCallsOptions {
  readonly provider: ProviderName;
  /** Unix ms. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Attempts after the first one. */
  readonly retries: number;
  /** The first pause is half of this to all of it, the next ones twice as long each. */
  readonly pauseMs: number;
  /** Consecutive failed calls, each after its retries, that open the circuit. */
  readonly failuresToOpen: number;
  /** How long an open circuit rejects every call before it lets a probe through. */
  readonly openMs: number;
  readonly events: CircuitEvents;
  /** Honours the provider's Retry-After; shared by all circuits of a provider. Default: one of its own. */
  readonly retryAfter?: CallPolicy;
}

export interface ResilientCalls {
  readonly policy: CallPolicy;
  health(): CircuitHealth;
}

/**
 * Retries with jitter inside a circuit breaker, and a provider's Retry-After before both. After `openMs` an open circuit
 * repeats the call that failed last, so that it closes even if no other call comes. Calls must be reads.
 */
export function resilientCalls(options: ResilientCallsOptions): ResilientCalls {
  const { provider, now, random, retries, pauseMs } = options;
  const outsideAnyRequest = AsyncLocalStorage.snapshot();
  let repeatLastFailed = async (): Promise<unknown> => undefined;
  const scheduleProbe = () => {
    const probe = async () => {
      if (breaker.health().circuit === 'closed') return;
      // The breaker records the result.
      await repeatLastFailed().catch(() => undefined);
      if (breaker.health().circuit !== 'closed') scheduleProbe();
    };
    outsideAnyRequest(() => setTimeout(probe, options.openMs).unref());
  };
  const breaker: CircuitBreaker = createCircuitBreaker({
    ...options,
    events: {
      ...options.events,
      opened: (error) => {
        scheduleProbe();
        options.events.opened(error);
      },
    },
  });
  const backoff = new DelegateBackoff(
    ({ attempt }: IRetryBackoffContext<unknown>) => pauseMs * 2 ** (attempt - 1) * (0.5 + random() / 2),
  );
  const retrying = retry(handleWhen(isRetryable), { maxAttempts: retries, backoff });
  const retryUnderBreaker: CallPolicy = (call, work) =>
    breaker.run(call.operation, async () => {
      try {
        return await retrying.execute(() => work(call.signal), call.signal);
      } catch (error) {
        if (error instanceof ProviderFailure && error.symbol === undefined)
          repeatLastFailed = () => policy({ ...call, signal: undefined }, work);
        throw error;
      }
    });
  const policy = compose(options.retryAfter ?? honourRetryAfter({ provider, now }), retryUnderBreaker);
  return { policy, health: breaker.health };
}

function isRetryable(error: unknown): boolean {
  if (!(error instanceof ProviderFailure) || error.retryAfterMs !== undefined) return false;
  return RETRYABLE.has(error.kind) && !(error.kind === 'http' && (error.status ?? 0) < 500);
}
