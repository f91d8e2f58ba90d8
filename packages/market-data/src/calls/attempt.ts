import { type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { ProviderName } from '@qt/catalogue';
import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';
import { ProviderFailure } from '../failures.ts';
import type { Call, CallPolicy } from './call.ts';

export interface AttemptOptions {
  readonly provider: ProviderName;
  /** Of the provider, for the span. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** Unix ms. */
  readonly now: () => number;
  /** Called after each attempt that was sent, with its duration and whether the provider failed. */
  readonly observe?: (seconds: number, failed: boolean) => void;
  readonly tracer?: Tracer;
}

/** One attempt: a time limit, a client span, and one observation. An error that is no ProviderFailure is the caller's. */
export function attemptPolicy(options: AttemptOptions): CallPolicy {
  const { provider, timeoutMs, now, observe, tracer = trace.getTracer('@qt/market-data') } = options;
  const limit = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  const { hostname, port } = new URL(options.baseUrl);
  const fixed = {
    'qt.provider': provider,
    'server.address': hostname,
    ...(port === '' ? {} : { 'server.port': Number(port) }),
  };

  return (call, work) => {
    const attributes = { ...fixed, ...described(call) };
    return tracer.startActiveSpan(
      `${provider} ${call.operation}`,
      { kind: SpanKind.CLIENT, attributes },
      async (span) => {
        const startedAt = now();
        const finish = (failed: boolean) => observe?.((now() - startedAt) / 1000, failed);
        try {
          const answer = await limit.execute(({ signal }) => work(signal), call.signal);
          span.setAttribute('http.response.status_code', 200);
          finish(false);
          return answer;
        } catch (error) {
          const reason = unmasked(error, call, provider, timeoutMs);
          finish(reason instanceof ProviderFailure);
          record(span, reason);
          throw reason;
        } finally {
          span.end();
        }
      },
    );
  };
}

function described({ symbols }: Call): Record<string, string | number> {
  const [symbol] = symbols;
  return symbols.length === 1 && symbol !== undefined ? { 'qt.symbol': symbol } : { 'qt.symbols': symbols.length };
}

/** Why a cancelled attempt was cancelled: our time limit, or the caller, who gets the reason of its own signal. */
function unmasked(error: unknown, call: Call, provider: ProviderName, timeoutMs: number): unknown {
  if (call.signal?.aborted) return call.signal.reason;
  if (error instanceof TaskCancelledError) {
    return new ProviderFailure(provider, 'timeout', `no answer within ${timeoutMs} ms`);
  }
  return error;
}

function record(span: Span, error: unknown): void {
  const failure = error instanceof ProviderFailure ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  span.setAttribute('error.type', failure?.kind ?? (error instanceof Error ? error.name : 'unknown'));
  if (failure?.status !== undefined) span.setAttribute('http.response.status_code', failure.status);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
