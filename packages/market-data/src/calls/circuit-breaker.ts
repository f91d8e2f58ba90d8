import type { ProviderName } from '@qt/catalogue';
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import { LatestFailures } from './latest-failures.ts';

/** Called once per change: a probe that fails leaves the circuit open. */
export interface CircuitEvents {
  /** `error`: the message of the last failure. */
  opened(error: string): void;
  /** A probe succeeded, `openSeconds` after the circuit opened. */
  closed(openSeconds: number): void;
}

/** `half_open`: the next call, or one in progress, decides. Times are Unix ms. */
export interface CircuitHealth {
  readonly circuit: 'closed' | 'open' | 'half_open';
  /** When it opened, whatever probes have failed since; for a closed circuit, when it closed. */
  readonly since: number;
  /** Of the latest call on some topic; null if the latest call on every topic succeeded. */
  readonly lastError: string | null;
}

interface CircuitBreakerOptions {
  readonly provider: ProviderName;
  /** Unix ms. */
  readonly now: () => number;
  readonly failuresToOpen: number;
  readonly openMs: number;
  readonly events: CircuitEvents;
}

export interface CircuitBreaker {
  /**
   * Runs a call, or throws ProviderFailure `circuit_open` without running it.
   * @param topic what the call is about: a success on one topic does not hide a failure on another
   */
  run<T>(topic: string, call: () => Promise<T>): Promise<T>;
  health(): CircuitHealth;
}

/**
 * A circuit breaker that only ProviderFailures open: an error of the caller, or of one symbol, shows that the provider
 * answers.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { provider, now, openMs, events } = options;
  const breaker: CircuitBreakerPolicy = circuitBreaker(handleWhen(countsAsFailure), {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(options.failuresToOpen),
  });
  const latestFailures = new LatestFailures();
  let changedAt = now();
  let openedAt: number | null = null;

  /** While half-open any error counts: a probe that its caller aborted does not show that the provider answers. */
  function countsAsFailure(error: unknown): boolean {
    return error instanceof ProviderFailure || breaker.state === CircuitState.HalfOpen;
  }

  breaker.onStateChange((state) => {
    changedAt = now();
    if (state === CircuitState.Open && openedAt === null) {
      openedAt = changedAt;
      events.opened(openedBy(breaker));
    }
    if (state === CircuitState.Closed && openedAt !== null) {
      const openSeconds = (changedAt - openedAt) / 1000;
      openedAt = null;
      events.closed(openSeconds);
    }
  });

  const circuitOpen = () => new ProviderFailure(provider, 'circuit_open', `opened after ${openedBy(breaker)}`);
  return {
    run: async (topic, call) => {
      // Calls do not wait for the probe of another: they fail over to the next provider.
      if (breaker.state === CircuitState.HalfOpen) throw circuitOpen();
      const result = await breaker
        .execute(() => answerOf(() => latestFailures.track(topic, call)))
        .catch((error: unknown) => {
          throw error instanceof BrokenCircuitError ? circuitOpen() : error;
        });
      if ('symbolError' in result) throw result.symbolError;
      return result.answer;
    },
    health: () => {
      const shown = { since: openedAt ?? changedAt, lastError: latestFailures.message() };
      if (breaker.state === CircuitState.Closed) return { circuit: 'closed', ...shown };
      const waits = breaker.state === CircuitState.Open && now() < changedAt + openMs;
      return { circuit: waits ? 'open' : 'half_open', ...shown };
    },
  };
}

/** To the breaker an error of one symbol is a success: the provider answered. */
async function answerOf<T>(call: () => Promise<T>): Promise<{ answer: T } | { symbolError: Error }> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (error instanceof UnknownSymbol) return { symbolError: error };
    if (error instanceof ProviderFailure && error.symbol !== undefined) return { symbolError: error };
    throw error;
  }
}

function openedBy({ lastFailure }: CircuitBreakerPolicy): string {
  const error = lastFailure !== undefined && 'error' in lastFailure ? lastFailure.error : undefined;
  return error instanceof Error ? error.message : 'repeated failures';
}
