import { logs } from '@opentelemetry/api';
import type { Level } from '@qt/catalogue';

const SEVERITY = { debug: 5, info: 9, warn: 13, error: 17 } as const satisfies Record<Level, number>;

export interface LogRecordFields {
  readonly level: Level;
  readonly message: string;
  readonly event: string | undefined;
  /** Without secrets. */
  readonly fields: object;
  /** Unix ms. */
  readonly at: number;
}

/** Emits a line as an OpenTelemetry log record; without `OTEL_LOGS_EXPORTER=otlp` it goes nowhere. */
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

/** By the semantic conventions; a value that is no error stays under `error`. */
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
