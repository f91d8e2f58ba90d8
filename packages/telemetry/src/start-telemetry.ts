import { randomUUID } from 'node:crypto';
import type { AggregationTemporalitySelector } from '@opentelemetry/sdk-metrics';
import type { Level, ServiceInstruments, ServiceName } from '@qt/catalogue';
import { createProducer, createReadWatch, createRegistry, createScraper, EXEMPLAR_FILTERS } from '@qt/metrics';
import { applyConfigFile } from './config-file.ts';
import { contextFields, currentTrace, withContext } from './context.ts';
import { choiceFromEnv } from './environment.ts';
import { createTracedFetch } from './fetch.ts';
import { KeptSpans } from './kept-spans.ts';
import { exitOnCrash } from './log/crash.ts';
import { createLog, type LineSink } from './log/create-log.ts';
import { KeptEvents } from './log/kept-events.ts';
import { createScrub } from './log/redaction.ts';
import { stdoutSink } from './log/stdout-sink.ts';
import { routeDiagnostics } from './otlp/diagnostics.ts';
import { observeProcess } from './process-gauges.ts';
import { instanceIdOf } from './resource.ts';
import { inSpan, outgoingHeaders, recordException } from './spans.ts';
import { startSdk } from './start-sdk.ts';
import type { Telemetry } from './telemetry.ts';
import { SCOPE, tracer } from './tracer.ts';

export interface TelemetryOptions<S extends ServiceName> {
  readonly service: S;
  readonly version: string;
  /** Keeps the instance id; several services may share it. */
  readonly dataDir: string;
  /** Configured label values; all others are recorded as `other`. */
  readonly admitted: { readonly symbol: readonly string[]; readonly profile: readonly string[] };
  /** For all but `OTEL_…`, which are always the process' own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where log lines go; stdout by default. */
  readonly sink?: LineSink;
  /** Unix ms. */
  readonly now?: () => number;
}

/**
 * Starts the telemetry of this process: OpenTelemetry's SDK, the service's metrics at 0, the log, and handlers that log
 * a crash. Call it before anything else is imported.
 */
export function startTelemetry<S extends ServiceName>(options: TelemetryOptions<S>): Telemetry<S> {
  const { service, version, dataDir, admitted, env = process.env, sink = stdoutSink(), now = Date.now } = options;
  const staging = env['STAGING_MODE'] === '1';
  const scrub = createScrub(env);
  const events = new KeptEvents(now);
  const spans = new KeptSpans(service);
  const logOptions = { service, level: levelOf(env['QT_LOG_LEVEL']), scrub, sink, now, events };
  const log = createLog(logOptions);
  let restoreEnvironment = () => {};
  const diagnostics = routeDiagnostics(log, () => {
    restoreEnvironment = applyConfigFile();
  });
  const exemplarFilter = choiceFromEnv('OTEL_METRICS_EXEMPLAR_FILTER', EXEMPLAR_FILTERS);
  const conventions = env['QT_HTTP_SEMCONV'] !== '0';
  const recording = { admitted, staging, conventions, now, currentTrace, exemplarFilter };
  const { instruments, metrics, admitRoute } = createRegistry({ service, ...recording });
  // Every service has these; TypeScript cannot tell while S is open.
  const common = instruments as unknown as ServiceInstruments<ServiceName>;
  const watch = createReadWatch(log);
  sink.onLoss?.({
    lost: (lines) => common.qt_log_lines_dropped_total.add(lines),
    ended: (lines) => log.warn('Log lines were dropped: stdout was not read, or its disk was full', { lines }),
  });

  const sdk = startSdk({
    resource: { service, version, staging, instanceId: instanceId() },
    diagnostics,
    log,
    instruments: common,
    spans,
    producerFor: (temporality: AggregationTemporalitySelector) =>
      createProducer({ metrics, scope: SCOPE, temporality, now, watch }),
  });
  restoreEnvironment();
  const scrape = createScraper({ metrics: sdk.disabled ? [] : metrics, watch, collect: sdk.collect });
  const stopObserving = observeProcess(common);
  const removeCrashHandlers = exitOnCrash(log, sdk.shutdown);

  function instanceId(): string {
    try {
      return instanceIdOf(service, dataDir, env);
    } catch (error) {
      log.warn('The instance id cannot be kept: by OTLP, this start is a new series', { data_dir: dataDir, error });
      return randomUUID();
    }
  }

  return {
    service,
    environment: sdk.environment,
    instruments,
    log,
    events,
    spans,
    fetch: createTracedFetch(scrub, globalThis.fetch, common.http_client_request_duration_seconds),
    outgoingHeaders,
    inSpan,
    recordException,
    relay: sdk.relay,
    withContext,
    requestId: () => contextFields().request_id,
    server: {
      tracer: tracer(),
      log: logOptions,
      symbols: admitted.symbol,
      admitRoute,
      scrape,
    },
    async shutdown() {
      stopObserving();
      removeCrashHandlers();
      await sdk.shutdown();
    },
  };
}

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'] satisfies Level[];

function levelOf(name: string | undefined): Level {
  return LEVELS.includes(name ?? '') ? (name as Level) : 'info';
}
