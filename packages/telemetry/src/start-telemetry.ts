import { randomUUID } from 'node:crypto';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { getBooleanFromEnv, getStringFromEnv, setGlobalErrorHandler } from '@opentelemetry/core';
import { envDetector } from '@opentelemetry/resources';
import { AggregationTemporality, type AggregationTemporalitySelector } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Instruments, Level, ServiceName } from '@qt/catalogue';
import { contextFields, withContext } from './context.ts';
import { createTracedFetch } from './fetch.ts';
import { createApiMetrics } from './http/api-metrics.ts';
import { attachHttp } from './http/attach.ts';
import { addMetricsRoute } from './http/metrics-route.ts';
import { exitOnCrash } from './log/crash.ts';
import { createLog, type LineSink } from './log/create-log.ts';
import { createScrub } from './log/redaction.ts';
import { stdoutSink } from './log/stdout-sink.ts';
import { createProducer } from './metrics/producer.ts';
import { createRegistry } from './metrics/registry.ts';
import { routeDiagnostics } from './otlp/diagnostics.ts';
import { createExportWatch } from './otlp/export-watch.ts';
import { createOtlpMetricReader } from './otlp/metric-reader.ts';
import { createSpanProcessor } from './otlp/span-processor.ts';
import { observeProcess } from './process-gauges.ts';
import { createResource, instanceIdOf } from './resource.ts';
import { ScrapeReader } from './scrape/scrape-reader.ts';
import { inSpan, outgoingHeaders } from './spans.ts';
import type { Telemetry } from './telemetry.ts';

/** The longest that a shutdown waits for the collector. */
const FLUSH_MS = 3000;

export interface TelemetryOptions<S extends ServiceName> {
  readonly service: S;
  readonly version: string;
  /** Keeps the instance id; several services may share it. */
  readonly dataDir: string;
  /** The label values that the configuration admits; all others are recorded as `other`. */
  readonly admitted: { readonly symbol: readonly string[]; readonly profile: readonly string[] };
  /** Read for `STAGING_MODE`, `QT_LOG_LEVEL`, the pod's name and secrets. `OTEL_…` are always the process' own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where log lines go; stdout by default. */
  readonly sink?: LineSink;
  /** Unix ms. */
  readonly now?: () => number;
}

/**
 * Starts the telemetry of this process: OpenTelemetry's SDK, the metrics of the service at 0, the log, and handlers
 * that log a crash before the process ends. To be called first, before the modules that are to be seen are imported.
 */
export function startTelemetry<S extends ServiceName>(options: TelemetryOptions<S>): Telemetry<S> {
  const { service, version, dataDir, admitted, env = process.env, sink = stdoutSink(), now = Date.now } = options;
  const staging = env['STAGING_MODE'] === '1';
  const scrub = createScrub(env);
  const log = createLog({ service, level: levelOf(env['QT_LOG_LEVEL']), scrub, sink, now });
  const registry = createRegistry({ service, admitted, staging, now });
  // What each service emits; TypeScript cannot see that for a service that is still a type parameter.
  const own = registry.instruments as unknown as Instruments<
    | 'qt_telemetry_export_failures_total'
    | 'qt_process_event_loop_delay_seconds'
    | 'qt_process_resident_memory_bytes'
    | 'qt_api_request_total'
    | 'qt_api_request_duration_seconds'
  >;

  const started = routeDiagnostics(log, getStringFromEnv('OTEL_LOG_LEVEL'));
  setGlobalErrorHandler(() => {}); // an export's error is told by its watch
  const producerFor = (temporality: AggregationTemporalitySelector) =>
    createProducer({ metrics: registry.metrics, temporality, now });
  const scrapeReader = new ScrapeReader(producerFor(() => AggregationTemporality.CUMULATIVE));
  const otlpReader = createOtlpMetricReader(createExportWatch('metrics', log, own), producerFor);

  const contextManager = new AsyncLocalStorageContextManager();
  const sdk = new NodeSDK({
    resource: createResource({ service, version, staging, instanceId: instanceId() }),
    resourceDetectors: [envDetector],
    metricReaders: otlpReader === undefined ? [scrapeReader] : [scrapeReader, otlpReader],
    spanProcessors: [createSpanProcessor(createExportWatch('traces', log, own))],
    logRecordProcessors: [],
    instrumentations: [],
    contextManager,
  });
  sdk.start();
  // Request ids must reach the log when the SDK is switched off, too.
  if (getBooleanFromEnv('OTEL_SDK_DISABLED')) context.setGlobalContextManager(contextManager.enable());
  started();

  const stopObserving = observeProcess(own);
  const shutdown = once(async () => {
    stopObserving();
    removeCrashHandlers();
    await within(FLUSH_MS, sdk.shutdown());
    for (const api of [trace, metrics, propagation, context]) api.disable();
  });
  const removeCrashHandlers = exitOnCrash(log, shutdown);

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
    instruments: registry.instruments,
    log,
    fetch: createTracedFetch(scrub, globalThis.fetch),
    outgoingHeaders,
    inSpan,
    withContext,
    requestId: () => contextFields().request_id,
    attach(fastify, { routes }) {
      const isApi = service === 'qt-api';
      attachHttp(fastify, { log, metrics: isApi ? createApiMetrics(own, routes, registry.admitRoute) : undefined });
      addMetricsRoute(fastify, scrapeReader);
    },
    shutdown,
  };
}

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'] satisfies Level[];

function levelOf(name: string | undefined): Level {
  return LEVELS.includes(name ?? '') ? (name as Level) : 'info';
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

/** Waits for `work` or the limit, whichever comes first; a failure of `work` is no concern of the caller. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, limitMs);
  await Promise.race([work.catch(() => {}), limit.promise]);
  clearTimeout(timer);
}
