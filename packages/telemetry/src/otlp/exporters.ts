import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  LogsExporterMetricsHelper,
  MetricsExporterMetricsHelper,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import { AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import { choiceFromEnv } from '../environment.ts';
import { createDelegate, type DelegateContext } from './delegates.ts';
import { jsonWithExemplars, protobufWithExemplars } from './exemplars.ts';
import type { EncodedSpans } from './traces-protobuf.ts';

/** The SDK's metric exporter, and exemplars. */
export function createMetricExporter(context: DelegateContext): OTLPMetricExporterBase {
  const isJson = context.target.protocol === 'http/json';
  const standard = isJson ? JsonMetricsSerializer : ProtobufMetricsSerializer;
  const { serializeRequest } = isJson ? jsonWithExemplars(standard) : protobufWithExemplars(standard);
  const delegate = createDelegate(context, { ...standard, serializeRequest }, MetricsExporterMetricsHelper);
  const histograms = choiceFromEnv('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION', [
    'explicit_bucket_histogram',
    'base2_exponential_bucket_histogram',
  ]);
  const isExponential = histograms === 'base2_exponential_bucket_histogram';
  return new OTLPMetricExporterBase(delegate, {
    aggregationPreference: (instrument) =>
      isExponential && instrument === InstrumentType.HISTOGRAM
        ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
        : { type: AggregationType.DEFAULT },
  });
}

export function createEncodedSpanExporter(context: DelegateContext): OTLPExporterBase<EncodedSpans> {
  const serializer = { ...ProtobufTraceSerializer, serializeRequest: ({ bytes }: EncodedSpans) => bytes };
  return new OTLPExporterBase(createDelegate(context, serializer, { name: 'span', countItems: ({ count }) => count }));
}

export function createLogExporter(context: DelegateContext): LogRecordExporter {
  const serializer = context.target.protocol === 'http/json' ? JsonLogsSerializer : ProtobufLogsSerializer;
  return new OTLPExporterBase(createDelegate(context, serializer, LogsExporterMetricsHelper));
}
