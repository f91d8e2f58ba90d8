import { type Attributes, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { contextFields } from './context.ts';
import { tracer } from './tracer.ts';

/** Carries the id of a request from service to service. */
export const REQUEST_ID_HEADER = 'x-request-id';

export interface SpanOptions {
  /** `client` for a call to another process; default `internal`. */
  readonly kind?: 'internal' | 'client';
}

/** Runs `work` in a span; what it throws is recorded and rethrown. */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => T | Promise<T>,
  { kind = 'internal' }: SpanOptions = {},
): Promise<T> {
  const span = tracer().startSpan(name, { kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes });
  try {
    return await context.with(trace.setSpan(context.active(), span), () => work(span));
  } catch (error) {
    recordError(span, error);
    throw error;
  } finally {
    span.end();
  }
}

export function recordError(span: Span, error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  span.recordException(error instanceof Error ? error : message);
  span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** Records an unexpected error on the active span. */
export function recordException(error: unknown): void {
  const span = trace.getActiveSpan();
  if (span?.isRecording()) recordError(span, error);
}

/** The headers that carry the current trace and request id to another service. */
export function outgoingHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  const { request_id } = contextFields();
  if (request_id !== undefined) headers[REQUEST_ID_HEADER] = request_id;
  return headers;
}
