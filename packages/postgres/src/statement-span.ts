import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SCHEMA_URL } from '@qt/catalogue';
import { codeOf } from './database-unavailable.ts';
import type { Statement } from './statement.ts';

/** Runs a statement, in a client span where a trace is being recorded. */
export async function traceStatement<T>(describe: () => Statement, run: () => Promise<T>): Promise<T> {
  if (!trace.getActiveSpan()?.isRecording()) return run();
  const { name, attributes } = describe();
  const tracer = trace.getTracerProvider().getTracer('@qt/postgres', '0.1.0', { schemaUrl: SCHEMA_URL });
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error) recordFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** By SQLSTATE alone: PostgreSQL's messages repeat the values that it refused. */
function recordFailure(span: Span, error: Error): void {
  const code = codeOf(error);
  const type = code || error.name;
  span.recordException({ name: type, message: `PostgreSQL: ${type}` });
  span.setStatus({ code: SpanStatusCode.ERROR, message: `PostgreSQL: ${type}` });
  span.setAttributes({ 'error.type': type, ...(code === '' ? {} : { 'db.response.status_code': code }) });
}
