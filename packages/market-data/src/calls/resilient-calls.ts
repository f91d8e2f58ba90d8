import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProviderName } from '@qt/catalogue';
import { DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { type FailureKind, ProviderFailure } from '../failures.ts';
import { type CallPolicy, compose } from './call.ts';
import { type Circuit, type CircuitEvents, type CircuitHealth, createCircuit } from './circuit-breaker.ts';
import { honourRetryAfter } from './retry-after.ts';

/** A second attempt may succeed where these failed the first; where others did, it would only be rude. */
const WORTH_RETRYING: ReadonlySet<FailureKind> = new Set(['timeout', 'network', 'garbage', 'http']);

export interface ResilienceOptions {
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
  /** How long an open circuit lets nothing through before it tries one call. */
  readonly openMs: number;
  readonly events: CircuitEvents;
}

/** What stands between a provider's callers and its attempts. */
export interface Resilience {
  readonly policy: CallPolicy;
  health(): CircuitHealth;
}

/**
 * Retries with jitter inside a circuit breaker, and a provider's Retry-After before both. An open circuit repeats the
 * call that failed last when its time is over, so that it closes also where nobody asks. Its calls must be reads.
 */
export function resilience(options: ResilienceOptions): Resilience {
  const { provider, now, random, retries, pauseMs } = options;
  const outsideAnyRequest = AsyncLocalStorage.snapshot();
  let lastFailed = async (): Promise<unknown> => undefined;
  /** A provider that nobody happens to ask, because another one answers, would stay half-open for ever. */
  const probeInTime = () => {
    const probe = async () => {
      if (circuit.health().circuit === 'closed') return;
      // What comes of it is the circuit's to record.
      await lastFailed().catch(() => undefined);
      if (circuit.health().circuit !== 'closed') probeInTime();
    };
    outsideAnyRequest(() => setTimeout(probe, options.openMs).unref());
  };
  const circuit: Circuit = createCircuit({
    ...options,
    events: {
      ...options.events,
      opened: (error) => {
        probeInTime();
        options.events.opened(error);
      },
    },
  });
  const pauses = new DelegateBackoff(
    ({ attempt }: IRetryBackoffContext<unknown>) => pauseMs * 2 ** (attempt - 1) * (0.5 + random() / 2),
  );
  const repeated = retry(handleWhen(worthRetrying), { maxAttempts: retries, backoff: pauses });
  const broken: CallPolicy = (call, work) => {
    const again = () => policy({ ...call, signal: undefined }, work);
    return circuit.run(call.operation, async () => {
      try {
        return await repeated.execute(() => work(call.signal), call.signal);
      } catch (error) {
        if (error instanceof ProviderFailure) lastFailed = again;
        throw error;
      }
    });
  };
  const policy = compose(honourRetryAfter({ provider, now }), broken);
  return { policy, health: circuit.health };
}

function worthRetrying(error: unknown): boolean {
  if (!(error instanceof ProviderFailure) || error.retryAfterMs !== undefined) return false;
  return WORTH_RETRYING.has(error.kind) && !(error.kind === 'http' && (error.status ?? 0) < 500);
}
