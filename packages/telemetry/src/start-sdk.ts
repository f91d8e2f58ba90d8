import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { getBooleanFromEnv, getStringFromEnv, setGlobalErrorHandler } from '@opentelemetry/core';
import { emptyResource, envDetector, type Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type AggregationTemporalitySelector,
  type MetricProducer,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Instruments, Log } from '@qt/catalogue';
import { routeDiagnostics } from './otlp/diagnostics.ts';
import { createExportWatch } from './otlp/export-watch.ts';
import { createOtlpMetricReader } from './otlp/metric-reader.ts';
import { createSpanProcessor } from './otlp/span-processor.ts';
import { ScrapeReader } from './scrape/scrape-reader.ts';

/** The longest that a shutdown waits for the collector. */
const FLUSH_MS = 3000;

export interface SdkOptions {
  readonly resource: Resource;
  readonly log: Log;
  readonly instruments: Instruments<'qt_telemetry_export_failures_total'>;
  /** A source of the catalogued metrics for one more reader. */
  readonly producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer;
}

export interface Sdk {
  /** One collection, for a scrape; empty with `OTEL_SDK_DISABLED`. */
  scrape(): Promise<ResourceMetrics>;
  /** Sends what is unsent, for at most 3 s, and takes the SDK off the API. Never rejects. */
  shutdown(): Promise<void>;
}

/** Starts OpenTelemetry's SDK: one meter provider for scrapes and OTLP, one tracer provider, context, propagation. */
export function startSdk({ resource, log, instruments, producerFor }: SdkOptions): Sdk {
  const started = routeDiagnostics(log, getStringFromEnv('OTEL_LOG_LEVEL'));
  setGlobalErrorHandler(() => {}); // a failing export is told by its watch
  const scrapeReader = new ScrapeReader(producerFor(() => AggregationTemporality.CUMULATIVE));
  const otlpReader = createOtlpMetricReader(createExportWatch('metrics', log, instruments), producerFor);
  const contextManager = new AsyncLocalStorageContextManager();
  const sdk = new NodeSDK({
    resource,
    resourceDetectors: [envDetector],
    metricReaders: otlpReader === undefined ? [scrapeReader] : [scrapeReader, otlpReader],
    spanProcessors: [createSpanProcessor(createExportWatch('traces', log, instruments))],
    logRecordProcessors: [],
    instrumentations: [],
    contextManager,
  });
  sdk.start();
  const disabled = getBooleanFromEnv('OTEL_SDK_DISABLED') === true;
  // Request ids must reach the log when the SDK is switched off, too.
  if (disabled) context.setGlobalContextManager(contextManager.enable());
  started();
  return {
    async scrape() {
      if (disabled) return { resource: emptyResource(), scopeMetrics: [] };
      return (await scrapeReader.collect()).resourceMetrics;
    },
    shutdown: once(async () => {
      await within(FLUSH_MS, sdk.shutdown());
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
