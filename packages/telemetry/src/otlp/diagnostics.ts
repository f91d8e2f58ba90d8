import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { diagLogLevelFromString } from '@opentelemetry/core';
import type { Level, Log } from '@qt/catalogue';

/**
 * Sends OpenTelemetry's own messages to the log: warnings while it starts (a wrong variable), then none but what
 * `OTEL_LOG_LEVEL` asks for, because failing exports are told once by the export watch. Returns what ends the start.
 */
export function routeDiagnostics(log: Pick<Log, Level>, level: string | undefined): () => void {
  const asked = level === undefined ? undefined : diagLogLevelFromString(level);
  const to =
    (at: Level) =>
    (message: string, ...details: unknown[]) =>
      log[at](`OpenTelemetry: ${message}`, details.length > 0 ? { details } : {});
  const logger: DiagLogger = {
    error: to('error'),
    warn: to('warn'),
    info: to('info'),
    // Comes only when OTEL_LOG_LEVEL asks for it; then it must not be held back by our own level.
    debug: to('info'),
    verbose: to('info'),
  };
  const route = (logLevel: DiagLogLevel) => diag.setLogger(logger, { logLevel, suppressOverrideMessage: true });
  route(asked ?? DiagLogLevel.WARN);
  return () => route(asked ?? DiagLogLevel.NONE);
}
