import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { diagLogLevelFromString, getStringFromEnv } from '@opentelemetry/core';
import type { Level, Log } from '@qt/catalogue';

/**
 * Sends OpenTelemetry's own messages to the log: warnings while it starts (a wrong variable), then only what
 * `OTEL_LOG_LEVEL` asks for, since the export watch reports failing exports. Returns what ends the start.
 */
export function routeDiagnostics(log: Pick<Log, Level>): () => void {
  const level = getStringFromEnv('OTEL_LOG_LEVEL');
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

/** NodeSDK's constructor registers a console logger while `OTEL_LOG_LEVEL` is set, which would write between our lines. */
export function withoutConsole<T>(construct: () => T): T {
  const level = process.env['OTEL_LOG_LEVEL'];
  delete process.env['OTEL_LOG_LEVEL'];
  try {
    return construct();
  } finally {
    if (level !== undefined) process.env['OTEL_LOG_LEVEL'] = level;
  }
}
