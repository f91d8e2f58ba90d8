import { type MeterProvider, metrics } from '@opentelemetry/api';
import { getBooleanFromEnv } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { AggregationTemporalitySelector, MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';
import { NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { numberFromEnv, waitFromEnv } from '../environment.ts';
import type { DelegateContext } from './delegates.ts';
import type { ExportWatch } from './export-watch.ts';
import { createLogExporter } from './exporters.ts';
import { createOtlpMetricReader } from './metric-reader.ts';
import type { Targets } from './sending-thread.ts';
import { SIGNALS, type Signal } from './signal.ts';
import { createSpanProcessor } from './span-processor.ts';
import { targetFromEnv } from './target.ts';
import { SendingThread } from './thread-transport.ts';

/** What pushes by OTLP, as the process' `OTEL_…` has it. */
interface Otlp {
  /** None while metrics have no endpoint. */
  metricReaders(producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer): MetricReader[];
  /** While traces have no endpoint, spans only exist for their ids in the logs. */
  spanProcessor(resource: Resource): SpanProcessor;
  /** None unless `OTEL_LOGS_EXPORTER` is `otlp`. */
  logRecordProcessors(): LogRecordProcessor[];
  /** To be called once the meter provider is registered: for `OTEL_NODE_EXPERIMENTAL_SDK_METRICS`. */
  started(): void;
  /** Ends the sending, at once: what is not sent yet is lost. */
  close(): void;
}

/** Reads how each signal is to be sent, and warns of what it cannot use. */
export function createOtlp(watches: Readonly<Record<Signal, ExportWatch>>): Otlp {
  const targets = targetsFromEnv();
  const ended = new AbortController();
  const thread = new SendingThread({ targets, env: process.env });
  const observables: ((provider: MeterProvider) => void)[] = [];
  const contextOf = (signal: Signal): DelegateContext | undefined => {
    const target = targets[signal];
    if (target === undefined) return undefined;
    const onObservable: DelegateContext['onObservable'] = (observeBy) => void observables.push(observeBy);
    return {
      signal,
      target,
      transport: thread.transport(signal),
      watch: watches[signal],
      ended: ended.signal,
      onObservable,
    };
  };
  const [pushedMetrics, traces, logs] = SIGNALS.map(contextOf);
  return {
    metricReaders: (producerFor) => (pushedMetrics ? [createOtlpMetricReader(pushedMetrics, producerFor)] : []),
    spanProcessor: (resource) => (traces ? createSpanProcessor(traces, resource) : new NoopSpanProcessor()),
    logRecordProcessors: () => (logs ? [createLogRecordProcessor(logs)] : []),
    started() {
      if (!getBooleanFromEnv('OTEL_NODE_EXPERIMENTAL_SDK_METRICS')) return;
      for (const observeBy of observables) observeBy(metrics.getMeterProvider());
    },
    close() {
      ended.abort();
      thread.close();
    },
  };
}

function targetsFromEnv(): Targets {
  const targets = SIGNALS.map((signal) => [signal, targetFromEnv(signal)] as const);
  return Object.fromEntries(targets.filter(([, target]) => target !== undefined));
}

function createLogRecordProcessor(context: DelegateContext): LogRecordProcessor {
  const maxQueueSize = numberFromEnv('OTEL_BLRP_MAX_QUEUE_SIZE', 1) ?? 2048;
  return new BatchLogRecordProcessor({
    exporter: createLogExporter(context),
    maxQueueSize,
    maxExportBatchSize: Math.min(numberFromEnv('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 1) ?? 512, maxQueueSize),
    scheduledDelayMillis: waitFromEnv('OTEL_BLRP_SCHEDULE_DELAY') ?? 1000,
    exportTimeoutMillis: waitFromEnv('OTEL_BLRP_EXPORT_TIMEOUT') ?? 30_000,
  });
}
