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

/** What happens to a circuit, once per change: a probe that fails leaves it as open as it was. */
export interface CircuitEvents {
  /** `error`: what the last failed call said. */
  opened(error: string): void;
  /** A probe succeeded, `openSeconds` after the circuit opened. */
  closed(openSeconds: number): void;
}

/** `half_open`: the next call, or one under way, decides. Times are Unix ms. */
export interface CircuitHealth {
  readonly circuit: 'closed' | 'open' | 'half_open';
  readonly since: number;
  /** Of the latest call on some topic; null when the latest on every topic succeeded. */
  readonly lastError: string | null;
}

export interface CircuitOptions {
  readonly provider: ProviderName;
  readonly now: () => number;
  readonly failuresToOpen: number;
  readonly openMs: number;
  readonly events: CircuitEvents;
}

export interface Circuit {
  /**
   * Runs a call, or throws ProviderFailure `circuit_open` without running it.
   * @param topic what the call is about: a success on one does not hide the failure on another
   */
  run<T>(topic: string, call: () => Promise<T>): Promise<T>;
  health(): CircuitHealth;
}

/** A circuit breaker that ProviderFailures trip and nothing else does: a caller's error says that the provider lives. */
export function createCircuit({ provider, now, failuresToOpen, openMs, events }: CircuitOptions): Circuit {
  const breaker: CircuitBreakerPolicy = circuitBreaker(handleWhen(speaksAgainst), {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failuresToOpen),
  });
  let since = now();
  /** When it left `closed`; undefined while it is closed. */
  let leftClosedAt: number | undefined;
  const lastFailures = new Map<string, ProviderFailure>();

  /** A probe must bring an answer: one that its caller gave up says nothing for the provider. */
  function speaksAgainst(error: unknown): boolean {
    return error instanceof ProviderFailure || breaker.state === CircuitState.HalfOpen;
  }

  breaker.onStateChange((state) => {
    since = now();
    if (state === CircuitState.Open && leftClosedAt === undefined) {
      leftClosedAt = since;
      events.opened(messageOf(breaker.lastFailure));
    }
    if (state === CircuitState.Closed && leftClosedAt !== undefined) {
      const openSeconds = (since - leftClosedAt) / 1000;
      leftClosedAt = undefined;
      events.closed(openSeconds);
    }
  });

  /** An unknown symbol is an answer: the provider lives. */
  const answerTo = async <T>(
    topic: string,
    call: () => Promise<T>,
  ): Promise<{ answer: T } | { unknown: UnknownSymbol }> => {
    try {
      const answer = await call();
      lastFailures.delete(topic);
      return { answer };
    } catch (error) {
      if (error instanceof ProviderFailure) lastFailures.set(topic, error);
      if (!(error instanceof UnknownSymbol)) throw error;
      lastFailures.delete(topic);
      return { unknown: error };
    }
  };
  const refusal = () => new ProviderFailure(provider, 'circuit_open', `opened after ${messageOf(breaker.lastFailure)}`);
  return {
    run: async (topic, call) => {
      // Nobody waits for another's probe: who comes meanwhile goes on to the next provider.
      if (breaker.state === CircuitState.HalfOpen) throw refusal();
      const outcome = await breaker
        .execute(() => answerTo(topic, call))
        .catch((error: unknown) => {
          throw error instanceof BrokenCircuitError ? refusal() : error;
        });
      if ('unknown' in outcome) throw outcome.unknown;
      return outcome.answer;
    },
    health: () => {
      const [failure] = lastFailures.values();
      const lastError = failure?.message ?? null;
      const probeAt = since + openMs;
      if (breaker.state === CircuitState.Open) {
        return now() < probeAt
          ? { circuit: 'open', since, lastError }
          : { circuit: 'half_open', since: probeAt, lastError };
      }
      return { circuit: breaker.state === CircuitState.HalfOpen ? 'half_open' : 'closed', since, lastError };
    },
  };
}

function messageOf(failure: CircuitBreakerPolicy['lastFailure']): string {
  const error = failure !== undefined && 'error' in failure ? failure.error : undefined;
  return error instanceof Error ? error.message : 'repeated failures';
}
