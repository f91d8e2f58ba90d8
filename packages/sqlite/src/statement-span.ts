import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SCHEMA_URL } from '@qt/catalogue';
import type { Statement } from './statement.ts';

/** Runs a statement, in a client span where a trace is being recorded. */
export function traceStatement<T>(describe: () => Statement, run: () => T): T {
  if (!trace.getActiveSpan()?.isRecording()) return run();
  const { name, attributes } = describe();
  const tracer = trace.getTracerProvider().getTracer('@qt/sqlite', '0.1.0', { schemaUrl: SCHEMA_URL });
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
  try {
    return run();
  } catch (error) {
    if (error instanceof Error) recordFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** SQLite's own result code, where it is the one that failed. */
function recordFailure(span: Span, error: Error & { readonly errcode?: unknown }): void {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  if (typeof error.errcode !== 'number') return void span.setAttribute('error.type', error.name);
  span.setAttributes({ 'error.type': String(error.errcode), 'db.response.status_code': String(error.errcode) });
}
