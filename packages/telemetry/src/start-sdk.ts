import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BindOnceFuture, callWithTimeout, getBooleanFromEnv, setGlobalErrorHandler } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { emptyResource } from '@opentelemetry/resources';
import type { AggregationTemporalitySelector, MetricProducer, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { Instruments, Log } from '@qt/catalogue';
import { warnOfUnknown } from './honoured.ts';
import type { KeptSpans } from './kept-spans.ts';
import { madeAhead } from './made-ahead.ts';
import { createOtlp } from './otlp/create-otlp.ts';
import { hearRejection } from './otlp/delegates.ts';
import { type Diagnostics, withoutConsole } from './otlp/diagnostics.ts';
import { createExportWatch } from './otlp/export-watch.ts';
import { ProbeSampler } from './probe-sampler.ts';
import { createRelay, type Relay } from './relay.ts';
import { createResource, type ResourceOptions } from './resource.ts';
import { propagatorFromEnv, samplerFromEnv, spanLimitsFromEnv } from './sdk-settings.ts';
import { standardPort } from './standard-port.ts';

const FLUSH_MS = 3000;
/** How long a scrape waits for the callbacks of a library's instruments. */
const CALLBACK_MS = 500;

export interface SdkOptions {
  readonly resource: ResourceOptions;
  readonly diagnostics: Diagnostics;
  readonly log: Log;
  readonly instruments: Instruments<'qt_telemetry_export_failures_total'>;
  /** The catalogued metrics for one reader. */
  readonly spans: KeptSpans;
  readonly producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer;
}

export interface Sdk {
  /** `OTEL_SDK_DISABLED` */
  readonly disabled: boolean;
  /** `deployment.environment.name` */
  readonly environment: string;
  /** The resource and the instruments of libraries; neither if disabled. */
  collect(): Promise<ResourceMetrics>;
  /** Exports spans of other processes, and keeps those of traces that are kept; nothing if disabled. */
  readonly relay: Relay['relay'];
  /** Sends what is unsent for at most 3 s, then unregisters the SDK. Never rejects. */
  shutdown(): Promise<void>;
}

export function startSdk({ diagnostics, log, instruments, spans, producerFor, ...options }: SdkOptions): Sdk {
  const watches = {
    traces: createExportWatch('traces', log, instruments),
    metrics: createExportWatch('metrics', log, instruments),
    logs: createExportWatch('logs', log, instruments),
  };
  diagnostics.onPartialSuccess = (partialSuccess) => hearRejection(partialSuccess, watches.traces);
  warnOfUnknown();
  setGlobalErrorHandler(() => {}); // the watches report failing exports
  const disabled = getBooleanFromEnv('OTEL_SDK_DISABLED');
  const otlp = createOtlp({ watches, producerFor });
  const resource = createResource(options.resource);
  const contextManager = new AsyncLocalStorageContextManager();
  const ids = new RandomIdGenerator();
  const scrapeReader = new PrometheusExporter({ preventServerStart: true });
  const sdk = withoutConsole(
    () =>
      new NodeSDK({
        resource,
        autoDetectResources: false, // it would put a random service.instance.id over ours
        contextManager,
        textMapPropagator: propagatorFromEnv(),
        metricReaders: [scrapeReader, ...(disabled ? [] : [...otlp.metricReaders, ...standardPort(producerFor, log)])],
        views: [],
        sampler: new ProbeSampler(samplerFromEnv()),
        idGenerator: { generateTraceId: madeAhead(ids.generateTraceId), generateSpanId: madeAhead(ids.generateSpanId) },
        spanLimits: spanLimitsFromEnv(),
        spanProcessors: [otlp.spanProcessor(resource), spans],
        logRecordProcessors: otlp.logRecordProcessors, // left out, log records would go to localhost:4318
        instrumentations: [],
      }),
  );
  const relay = createRelay(resource, (of) => otlp.spanProcessor(of));
  sdk.start();
  otlp.started();
  if (disabled) context.setGlobalContextManager(contextManager.enable()); // request ids reach the log all the same
  diagnostics.started();
  const end = async () => {
    await callWithTimeout(Promise.all([sdk.shutdown(), relay.shutdown()]), FLUSH_MS).catch(() => {});
    otlp.close();
    for (const api of [trace, metrics, logs, propagation, context]) api.disable();
  };
  const ended = new BindOnceFuture<void, undefined>(end, undefined);
  return {
    disabled,
    environment: String(resource.attributes['deployment.environment.name']),
    async collect() {
      if (disabled) return { resource: emptyResource(), scopeMetrics: [] };
      return (await scrapeReader.collect({ timeoutMillis: CALLBACK_MS })).resourceMetrics;
    },
    relay(service, relayed) {
      if (disabled) return;
      relay.relay(service, relayed);
      spans.relay(service, relayed);
    },
    shutdown: () => ended.call(),
  };
}
