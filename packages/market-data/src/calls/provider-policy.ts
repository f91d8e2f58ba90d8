import type { Instruments, Log, ProviderName } from '@qt/catalogue';
import type { ProviderHealth } from '@qt/contracts';
import { attemptPolicy, serverOf } from './attempt.ts';
import { type Call, type CallPolicy, compose } from './call.ts';
import { type ResilientCalls, resilientCalls } from './resilient-calls.ts';
import { honourRetryAfter } from './retry-after.ts';

export type ProviderInstruments = Instruments<
  | 'qt_provider_latency_seconds'
  | 'qt_provider_failures_total'
  | 'qt_provider_circuit_open'
  | 'http_client_request_duration_seconds'
>;

export interface ProviderCallOptions {
  readonly instruments: ProviderInstruments;
  readonly log: Pick<Log, 'event'>;
  /** Unix ms. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** How long an open circuit rejects every call, that of prices 15 s at most. Default: two minutes. */
  readonly openMs?: number;
}

export const ATTEMPT_TIMEOUT_MS = 3000;
const RETRIES = 2;
const PAUSE_MS = 200;
const FAILURES_TO_OPEN = 3;
const OPEN_MS = 120_000;
/** Nothing is bought without a price of the exchange, so that one that is back is noticed soon. */
const PRICES_OPEN_MS = 15_000;

/** Makes the calls to one provider: attempts with a time limit, retries and circuit breakers, all recorded. */
export interface ProviderPolicy {
  readonly call: CallPolicy;
  health(): ProviderHealth;
}

/**
 * One per provider and process. Prices, candles and instruments each have a circuit, so that the failure of one does not
 * stop the others; a Retry-After holds for all.
 */
export function providerPolicy(provider: ProviderName, baseUrl: string, options: ProviderCallOptions): ProviderPolicy {
  const { instruments, log, now, random, openMs = OPEN_MS } = options;
  const {
    qt_provider_latency_seconds: latency,
    qt_provider_failures_total: failures,
    qt_provider_circuit_open: circuitOpen,
    http_client_request_duration_seconds: requestDuration,
  } = instruments;
  latency.declare({ provider });
  failures.declare({ provider });
  circuitOpen.set(0, { provider });

  const server = serverOf(baseUrl);
  const attempt = attemptPolicy({
    provider,
    baseUrl,
    now,
    timeoutMs: ATTEMPT_TIMEOUT_MS,
    observe: (seconds, failed, { status, errorType }) => {
      latency.record(seconds, { provider });
      if (failed) failures.add(1, { provider });
      requestDuration.record(seconds, {
        http_request_method: 'GET',
        server_address: server.address,
        server_port: String(server.port),
        http_response_status_code: status?.toString(),
        error_type: errorType,
      });
    },
  });
  const retryAfter = honourRetryAfter({ provider, now });
  const open = new Set<string>();
  const circuitOf = (calls: 'prices' | 'candles' | 'instruments', openForMs = openMs) =>
    resilientCalls({
      provider,
      now,
      random,
      retries: RETRIES,
      pauseMs: PAUSE_MS,
      failuresToOpen: FAILURES_TO_OPEN,
      openMs: openForMs,
      retryAfter,
      events: {
        opened: (error) => {
          open.add(calls);
          circuitOpen.set(1, { provider });
          log.event('provider.circuit.opened', { provider, calls, error });
        },
        closed: (openSeconds) => {
          open.delete(calls);
          circuitOpen.set(open.size > 0 ? 1 : 0, { provider });
          log.event('provider.circuit.closed', { provider, calls, open_seconds: openSeconds });
        },
      },
    });
  const prices = circuitOf('prices', Math.min(openMs, PRICES_OPEN_MS));
  const candles = circuitOf('candles');
  const instrumentRules = circuitOf('instruments');
  const circuits: Record<Call['operation'], ResilientCalls> = {
    prices,
    time: prices,
    candles,
    instruments: instrumentRules,
  };
  return {
    call: compose((call, work) => circuits[call.operation].policy(call, work), attempt),
    health: () => {
      const all = [prices.health(), candles.health(), instrumentRules.health()];
      const { circuit, since } = all.find((one) => one.circuit !== 'closed') ?? prices.health();
      const lastError = all.find((one) => one.lastError !== null)?.lastError ?? null;
      return { provider, circuit, since: new Date(since).toISOString(), last_error: lastError };
    },
  };
}
