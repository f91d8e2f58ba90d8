import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { diagLogLevelFromString, getStringFromEnv } from '@opentelemetry/core';
import type { Level, Log } from '@qt/catalogue';
import { warnOf } from '../environment.ts';

/** The SDK's own exporter logs this, with the JSON in `details`. */
const PARTIAL_SUCCESS = 'Received Partial Success response:';

export interface Diagnostics {
  onPartialSuccess: (partialSuccess: Readonly<Record<string, unknown>>) => void;
  /** From now on logs only what `OTEL_LOG_LEVEL` asks for: the export watches report failures. */
  started(): void;
}

/** Sends OpenTelemetry's messages to the log: during start-up warnings, each once. `prepare` may set `OTEL_LOG_LEVEL`. */
export function routeDiagnostics(log: Pick<Log, Level>, prepare: () => void = () => {}): Diagnostics {
  const diagnostics: Diagnostics = {
    onPartialSuccess() {},
    started() {
      shown = asked ?? DiagLogLevel.NONE;
    },
  };
  let asked: DiagLogLevel | undefined;
  let shown = DiagLogLevel.WARN;
  const said = new Set<string>();
  const to =
    (from: DiagLogLevel, at: Level) =>
    (message: string, ...details: unknown[]) => {
      if (message === PARTIAL_SUCCESS) diagnostics.onPartialSuccess(JSON.parse(String(details[0])));
      if (from > shown || (asked === undefined && said.has(message))) return;
      said.add(message);
      log[at](`OpenTelemetry: ${message}`, details.length > 0 ? { details } : {});
    };
  const logger: DiagLogger = {
    error: to(DiagLogLevel.ERROR, 'error'),
    warn: to(DiagLogLevel.WARN, 'warn'),
    info: to(DiagLogLevel.INFO, 'info'),
    // Only if OTEL_LOG_LEVEL asks for them; then our own level must not hide them.
    debug: to(DiagLogLevel.DEBUG, 'info'),
    verbose: to(DiagLogLevel.VERBOSE, 'info'),
  };
  const listen = (level: DiagLogLevel) =>
    diag.setLogger(logger, { logLevel: Math.max(level, DiagLogLevel.WARN), suppressOverrideMessage: true });
  listen(shown);
  prepare();
  asked = levelFromEnv();
  shown = asked ?? DiagLogLevel.WARN;
  listen(shown);
  return diagnostics;
}

const LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'];

function levelFromEnv(): DiagLogLevel | undefined {
  const level = getStringFromEnv('OTEL_LOG_LEVEL')?.trim();
  if (level === undefined || LEVELS.includes(level.toLowerCase())) return diagLogLevelFromString(level);
  warnOf('OTEL_LOG_LEVEL', LEVELS.join(', '), level, 'using the default');
  return undefined;
}

/** NodeSDK's constructor would register a console logger if `OTEL_LOG_LEVEL` is set. */
export function withoutConsole<T>(construct: () => T): T {
  const level = process.env['OTEL_LOG_LEVEL'];
  delete process.env['OTEL_LOG_LEVEL'];
  try {
    return construct();
  } finally {
    if (level !== undefined) process.env['OTEL_LOG_LEVEL'] = level;
  }
}
