import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { getBooleanFromEnv, getStringFromEnv, setGlobalErrorHandler } from '@opentelemetry/core';
import { detectResources, envDetector, type Resource } from '@opentelemetry/resources';
import {
  type AggregationTemporalitySelector,
  MeterProvider,
  type MetricProducer,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Instruments, Log } from '@qt/catalogue';
import { createOtlp } from './otlp/create-otlp.ts';
import { routeDiagnostics } from './otlp/diagnostics.ts';
import { createExportWatch } from './otlp/export-watch.ts';
import { ScrapeReader } from './scrape/scrape-reader.ts';
import { propagatorFromEnv, samplerFromEnv, spanLimitsFromEnv } from './sdk-settings.ts';
import { createIdGenerator } from './trace-ids.ts';
import { createTracerProvider } from './tracer-provider.ts';

/** The longest that a shutdown waits for the collector. */
const FLUSH_MS = 3000;
/** The longest that a scrape waits for the callback of a library's instrument, which then is absent. */
const CALLBACK_MS = 500;

export interface SdkOptions {
  readonly resource: Resource;
  readonly log: Log;
  readonly instruments: Instruments<'qt_telemetry_export_failures_total'>;
  /** A source of the catalogued metrics for one more reader. */
  readonly producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer;
}

export interface Sdk {
  /** The resource and the instruments of libraries, for a scrape; undefined with `OTEL_SDK_DISABLED`. */
  readonly collect: (() => Promise<ResourceMetrics>) | undefined;
  /** Sends what is unsent, for at most 3 s, and takes the SDK off the API. Never rejects. */
  shutdown(): Promise<void>;
}

/** Starts OpenTelemetry's SDK: one meter provider for scrapes and OTLP, one tracer provider, context, propagation. */
export function startSdk({ resource, log, instruments, producerFor }: SdkOptions): Sdk {
  const started = routeDiagnostics(log, getStringFromEnv('OTEL_LOG_LEVEL'));
  setGlobalErrorHandler(() => {}); // a failing export is told by its watch
  const scrapeReader = new ScrapeReader();
  const watches = {
    metrics: createExportWatch('metrics', log, instruments),
    traces: createExportWatch('traces', log, instruments),
  };
  const otlp = createOtlp({ watches, log });
  // Request ids must reach the log when the SDK is switched off, too.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const disabled = getBooleanFromEnv('OTEL_SDK_DISABLED') === true;
  const providers = disabled ? [] : startProviders();
  started();

  function startProviders() {
    const propagator = propagatorFromEnv();
    if (propagator !== undefined) propagation.setGlobalPropagator(propagator);
    const whole = resource.merge(detectResources({ detectors: [envDetector] }));
    const otlpReader = otlp.metricReader(producerFor);
    const readers = otlpReader === undefined ? [scrapeReader] : [scrapeReader, otlpReader];
    const meterProvider = new MeterProvider({ resource: whole, readers });
    metrics.setGlobalMeterProvider(meterProvider);
    const tracerProvider = createTracerProvider({
      resource: whole,
      sampler: samplerFromEnv(),
      idGenerator: createIdGenerator(),
      spanLimits: spanLimitsFromEnv(),
      spanProcessors: [otlp.spanProcessor(whole)],
    });
    trace.setGlobalTracerProvider(tracerProvider);
    return [tracerProvider, meterProvider];
  }
  return {
    collect: disabled
      ? undefined
      : async () => (await scrapeReader.collect({ timeoutMillis: CALLBACK_MS })).resourceMetrics,
    shutdown: once(async () => {
      await within(FLUSH_MS, Promise.all(providers.map((provider) => provider.shutdown())));
      otlp.close();
      for (const api of [trace, metrics, logs, propagation, context]) api.disable();
    }),
  };
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
