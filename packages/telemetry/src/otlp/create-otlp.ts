import { type MeterProvider, metrics } from '@opentelemetry/api';
import { getBooleanFromEnv } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { AggregationTemporalitySelector, MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';
import { NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { batchLimitsFromEnv } from '../environment.ts';
import type { DelegateContext } from './delegates.ts';
import type { ExportWatch } from './export-watch.ts';
import { createLogExporter } from './exporters.ts';
import { createOtlpMetricReader } from './metric-reader.ts';
import type { Targets } from './sending-thread.ts';
import { SIGNALS, type Signal } from './signal.ts';
import { createSpanProcessor } from './span-processor.ts';
import { targetFromEnv } from './target.ts';
import { SendingThread } from './thread-transport.ts';

interface OtlpOptions {
  readonly watches: Readonly<Record<Signal, ExportWatch>>;
  readonly producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer;
}

/** Metrics and logs that are not sent have no reader or processor. */
interface Otlp {
  readonly metricReaders: MetricReader[];
  /** While traces have no endpoint, spans exist only for the ids in the logs. */
  spanProcessor(resource: Resource): SpanProcessor;
  readonly logRecordProcessors: LogRecordProcessor[];
  /** For `OTEL_NODE_EXPERIMENTAL_SDK_METRICS`, once the meter provider is registered. */
  started(): void;
  /** What is not sent yet is lost. */
  close(): void;
}

/** Pushes by OTLP as the process' `OTEL_…` say; warns of values that it cannot use. */
export function createOtlp({ watches, producerFor }: OtlpOptions): Otlp {
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
    metricReaders: pushedMetrics ? [createOtlpMetricReader(pushedMetrics, producerFor)] : [],
    spanProcessor: (resource) => (traces ? createSpanProcessor(traces, resource) : new NoopSpanProcessor()),
    logRecordProcessors: logs ? [createLogRecordProcessor(logs)] : [],
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

function createLogRecordProcessor(context: DelegateContext): LogRecordProcessor {
  return new BatchLogRecordProcessor({ exporter: createLogExporter(context), ...batchLimitsFromEnv('BLRP', 1000) });
}

function targetsFromEnv(): Targets {
  const targets = SIGNALS.map((signal) => [signal, targetFromEnv(signal)] as const);
  return Object.fromEntries(targets.filter(([, target]) => target !== undefined));
}
