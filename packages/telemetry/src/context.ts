import { context, createContextKey } from '@opentelemetry/api';
import type { LogFields } from '@qt/catalogue';

const FIELDS = createContextKey('qt log fields');
const NONE: LogFields = {};

/** The fields that every log line of the current context carries: request_id, job_id, symbol and others. */
export function contextFields(from = context.active()): LogFields {
  return (from.getValue(FIELDS) as LogFields | undefined) ?? NONE;
}

/** A context that adds these fields to those of `from`. */
export function withFields(fields: LogFields, from = context.active()) {
  return from.setValue(FIELDS, { ...contextFields(from), ...fields });
}

/** Runs `work`, and everything that it starts, with these fields on its log lines. */
export function withContext<T>(fields: LogFields, work: () => T): T {
  return context.with(withFields(fields), work);
}
