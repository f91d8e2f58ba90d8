import { context, createContextKey, type SpanContext, trace } from '@opentelemetry/api';
import type { LogFields } from '@qt/catalogue';

/** The key of a context under which its `LogFields` are. */
export const LOG_FIELDS = createContextKey('qt log fields');
const NONE: LogFields = {};

/** The fields of every log line in this context: request_id, job_id, symbol and others. */
export function contextFields(): LogFields {
  return (context.active().getValue(LOG_FIELDS) as LogFields | undefined) ?? NONE;
}

export function withContext<T>(fields: LogFields, work: () => T): T {
  return context.with(context.active().setValue(LOG_FIELDS, { ...contextFields(), ...fields }), work);
}

export function currentTrace(): SpanContext | undefined {
  return trace.getSpan(context.active())?.spanContext();
}
