import type { Resource } from '@opentelemetry/resources';
import type { AggregationTemporalitySelector, MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';
import { NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Level, Log } from '@qt/catalogue';
import { standardPort } from '../scrape/standard-port.ts';
import type { ExportWatch, Signal } from './export-watch.ts';
import { createOtlpMetricReader } from './metric-reader.ts';
import { Sender } from './sender.ts';
import { createSpanProcessor } from './span-processor.ts';
import { targetFromEnv } from './targets.ts';

interface OtlpOptions {
  readonly watches: Readonly<Record<Signal, ExportWatch>>;
  readonly log: Pick<Log, Level>;
}

/** What pushes by OTLP, as the process' `OTEL_…` has it. */
interface Otlp {
  /** The reader that pushes, while metrics have an endpoint, and the one of `OTEL_METRICS_EXPORTER=prometheus`. */
  metricReaders(producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer): MetricReader[];
  /** While traces have no endpoint, spans only exist for their ids in the logs. */
  spanProcessor(resource: Resource): SpanProcessor;
  /** Ends the sending, at once: what is not sent yet is lost. */
  close(): void;
}

/** Reads how each signal is to be sent, and warns of what it cannot use. */
export function createOtlp({ watches, log }: OtlpOptions): Otlp {
  const [metrics, traces] = [targetFromEnv('metrics'), targetFromEnv('traces')];
  const targets = { ...(metrics && { metrics }), ...(traces && { traces }) };
  const sender = new Sender({ targets, watches, log, env: process.env });
  return {
    metricReaders: (producerFor) => [
      ...(metrics ? [createOtlpMetricReader(metrics.protocol, sender, producerFor)] : []),
      ...standardPort(producerFor, log),
    ],
    spanProcessor: (resource) =>
      traces ? createSpanProcessor(traces.protocol, sender, resource, watches.traces) : new NoopSpanProcessor(),
    close: () => sender.close(),
  };
}
