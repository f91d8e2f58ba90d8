import { logs } from '@opentelemetry/api';
import type { Level } from '@qt/catalogue';

/** Severity numbers of OpenTelemetry's data model for logs. */
const SEVERITY = { debug: 5, info: 9, warn: 13, error: 17 } as const satisfies Record<Level, number>;

export interface LogRecordFields {
  readonly level: Level;
  readonly message: string;
  /** Of the catalogue; undefined for a line without one. */
  readonly event: string | undefined;
  /** As the line has them, without secrets. */
  readonly fields: object;
  /** Unix ms. */
  readonly at: number;
}

/**
 * Hands a line on as an OpenTelemetry log record, in the current trace. Nothing becomes of it unless
 * `OTEL_LOGS_EXPORTER=otlp`.
 */
export function emitLogRecord({ level, message, event, fields, at }: LogRecordFields): void {
  const { error, ...attributes } = fields as Record<string, unknown>;
  logs.getLogger('@qt/telemetry').emit({
    timestamp: at,
    severityNumber: SEVERITY[level],
    severityText: level,
    body: message,
    ...(event === undefined ? {} : { eventName: event }),
    attributes: { ...attributes, ...exceptionAttributes(error) } as never,
  });
}

/** A caught error under the names of the semantic conventions; any other value stays under `error`. */
function exceptionAttributes(error: unknown): Record<string, unknown> {
  if (error === undefined) return {};
  if (typeof error !== 'object' || error === null || !('message' in error)) return { error };
  const { type, message, stack } = error as Record<string, unknown>;
  return {
    'exception.type': type,
    'exception.message': message,
    ...(stack === undefined ? {} : { 'exception.stacktrace': stack }),
  };
}
