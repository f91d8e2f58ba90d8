import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { diagLogLevelFromString, getStringFromEnv } from '@opentelemetry/core';
import type { Level, Log } from '@qt/catalogue';

/** By which an exporter of the SDK's says that the collector rejected a part; `details` has it in JSON. */
const PARTIAL_SUCCESS = 'Received Partial Success response:';

/**
 * Sends OpenTelemetry's own messages to the log: warnings, each once, while it starts (a wrong variable), then only
 * what `OTEL_LOG_LEVEL` asks for, since the export watch reports failing exports. Returns what ends the start.
 */
export function routeDiagnostics(
  log: Pick<Log, Level>,
  onPartialSuccess: (partialSuccess: Readonly<Record<string, unknown>>) => void = () => {},
): () => void {
  const level = getStringFromEnv('OTEL_LOG_LEVEL');
  const asked = level === undefined ? undefined : diagLogLevelFromString(level);
  let shown = asked ?? DiagLogLevel.WARN;
  const said = new Set<string>();
  const to =
    (from: DiagLogLevel, at: Level) =>
    (message: string, ...details: unknown[]) => {
      if (message === PARTIAL_SUCCESS) onPartialSuccess(JSON.parse(String(details[0])));
      if (from > shown || (asked === undefined && said.has(message))) return;
      said.add(message);
      log[at](`OpenTelemetry: ${message}`, details.length > 0 ? { details } : {});
    };
  const logger: DiagLogger = {
    error: to(DiagLogLevel.ERROR, 'error'),
    warn: to(DiagLogLevel.WARN, 'warn'),
    info: to(DiagLogLevel.INFO, 'info'),
    // Come only when OTEL_LOG_LEVEL asks for them; then they must not be held back by our own level.
    debug: to(DiagLogLevel.DEBUG, 'info'),
    verbose: to(DiagLogLevel.VERBOSE, 'info'),
  };
  const logLevel = Math.max(shown, DiagLogLevel.WARN);
  diag.setLogger(logger, { logLevel, suppressOverrideMessage: true });
  return () => {
    shown = asked ?? DiagLogLevel.NONE;
  };
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
