import { type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { type ProviderName, SCHEMA_URL } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';
import { ProviderFailure } from '../failures.ts';
import { type AnswerStatus, withAnswerStatus } from './answer-status.ts';
import type { Call, CallPolicy } from './call.ts';

interface AttemptOptions {
  readonly provider: ProviderName;
  /** Of the provider, for the span. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** Unix ms. */
  readonly now: () => number;
  /** Called after each attempt that was sent, with its duration and whether the provider failed. */
  readonly observe?: (seconds: number, failed: boolean, result: AttemptResult) => void;
  readonly tracer?: Tracer;
}

/** How an attempt ended, in OpenTelemetry's terms. */
export interface AttemptResult {
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** `error.type` of a failed attempt. */
  readonly errorType: string | undefined;
}

/** One attempt: a time limit, a client span, and one observation. An error that is no ProviderFailure is the caller's. */
export function attemptPolicy(options: AttemptOptions): CallPolicy {
  const { provider, timeoutMs, now, observe } = options;
  const tracer =
    options.tracer ?? trace.getTracerProvider().getTracer('@qt/market-data', '0.1.0', { schemaUrl: SCHEMA_URL });
  const limit = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  const { address, port } = serverOf(options.baseUrl);
  const fixed = {
    'qt.provider': provider,
    'http.request.method': 'GET',
    'server.address': address,
    'server.port': port,
  };

  return (call, work) => {
    const attributes = { ...fixed, ...described(call) };
    return tracer.startActiveSpan(
      `${provider} ${call.operation}`,
      { kind: SpanKind.CLIENT, attributes },
      async (span) => {
        const startedAt = now();
        const answer: AnswerStatus = { status: undefined };
        const finish = (failed: boolean, { status = answer.status, errorType }: Partial<AttemptResult>) => {
          if (status !== undefined) span.setAttribute('http.response.status_code', status);
          observe?.((now() - startedAt) / 1000, failed, { status, errorType });
        };
        try {
          const result = await withAnswerStatus(answer, () => limit.execute(({ signal }) => work(signal), call.signal));
          finish(false, {});
          return result;
        } catch (error) {
          const reason = reasonOf(error, call, provider, timeoutMs);
          const failure = reason instanceof ProviderFailure ? reason : undefined;
          const errorType = failure?.kind ?? (reason instanceof Error ? reason.name : '_OTHER');
          record(span, reason, errorType);
          finish(failure !== undefined, { status: failure?.status, errorType });
          throw reason;
        } finally {
          span.end();
        }
      },
    );
  };
}

/** Name and port of the server with this URL. */
export function serverOf(baseUrl: string): { readonly address: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(baseUrl);
  return { address: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

function described({ symbols }: Call): Record<string, string | number> {
  const [symbol] = symbols;
  return symbols.length === 1 && symbol !== undefined ? { 'qt.symbol': symbol } : { 'qt.symbols': symbols.length };
}

/** Why a cancelled attempt was cancelled: our time limit, or the caller, who gets the reason of its own signal. */
function reasonOf(error: unknown, call: Call, provider: ProviderName, timeoutMs: number): unknown {
  if (call.signal?.aborted) return call.signal.reason;
  if (error instanceof TaskCancelledError) {
    return new ProviderFailure(provider, 'timeout', `no answer within ${timeoutMs} ms`);
  }
  return error;
}

function record(span: Span, error: unknown, errorType: string): void {
  const message = messageOf(error);
  span.recordException(error instanceof Error ? error : message);
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
