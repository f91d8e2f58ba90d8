import type * as HttpMetrics from '@opentelemetry/exporter-metrics-otlp-http';
import type * as Base from '@opentelemetry/otlp-exporter-base';
import type * as Http from '@opentelemetry/otlp-exporter-base/node-http';
import type * as Grpc from '@opentelemetry/otlp-grpc-exporter-base';
import type * as Transformer from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import { onDemand } from '../on-demand.ts';
import type { Signal } from './export-watch.ts';
import { jsonWithExemplars, protobufWithExemplars } from './metrics-serializers.ts';
import { hearingRejections } from './partial-success.ts';
import type { EncodedSpanExporter } from './span-batches.ts';
import { type EncodedSpans, encodeAtOnce, type SpanEncoder } from './span-encoder.ts';
import { createProtobufEncoder } from './traces-protobuf.ts';

export type Protocol = 'grpc' | 'http/protobuf' | 'http/json';
/** Hears of what the collector rejects of an export that it takes. */
type OnRejectedPart = (error: Error) => void;
export type Compression = Pick<Http.OTLPExporterNodeConfigBase, 'compression'>;

/** The standard metric exporter of a protocol, but that it also sends exemplars. */
export function createMetricExporter(protocol: Protocol, config: Compression, rejectedPart: OnRejectedPart = () => {}) {
  const { JsonMetricsSerializer, ProtobufMetricsSerializer, MetricsExporterMetricsHelper } = transformer();
  const serializer =
    protocol === 'http/json'
      ? jsonWithExemplars(JsonMetricsSerializer)
      : protobufWithExemplars(ProtobufMetricsSerializer);
  const { OTLPMetricExporterBase } = onDemand<typeof HttpMetrics>('@opentelemetry/exporter-metrics-otlp-http');
  return new OTLPMetricExporterBase(
    delegateOf('metrics', protocol, config, hearingRejections(serializer, rejectedPart), MetricsExporterMetricsHelper),
    {},
  );
}

/** How spans are encoded and sent by a protocol. */
export function createSpanExporter(
  protocol: Protocol,
  config: Compression,
  resource: Resource,
  rejectedPart: OnRejectedPart,
): { readonly encoder: SpanEncoder; readonly exporter: EncodedSpanExporter } {
  const { JsonTraceSerializer, ProtobufTraceSerializer } = transformer();
  const isJson = protocol === 'http/json';
  const standard = isJson ? JsonTraceSerializer : ProtobufTraceSerializer;
  const encoded = {
    serializeRequest: ({ bytes }: EncodedSpans) => bytes,
    deserializeResponse: (answer: Uint8Array) => standard.deserializeResponse(answer),
  };
  const counted = { name: 'span', countItems: ({ count }: EncodedSpans) => count } as const;
  const delegate = delegateOf('traces', protocol, config, hearingRejections(encoded, rejectedPart), counted);
  const { OTLPExporterBase } = onDemand<typeof Base>('@opentelemetry/otlp-exporter-base');
  return {
    encoder: isJson ? encodeAtOnce(standard) : createProtobufEncoder(standard, resource),
    exporter: new OTLPExporterBase<EncodedSpans>(delegate),
  };
}

const GRPC_SERVICES = {
  metrics: ['MetricsExportService', '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'],
  traces: ['TraceExportService', '/opentelemetry.proto.collector.trace.v1.TraceService/Export'],
} as const;

/** What sends, with the SDK's own retries: for five times and `OTEL_EXPORTER_OTLP_TIMEOUT` (10 s) at most. */
function delegateOf<T>(
  signal: Signal,
  protocol: Protocol,
  config: Compression,
  serializer: Transformer.ISerializer<T, unknown>,
  helper: Transformer.IExporterMetricsHelper<T>,
) {
  const variable = signal.toUpperCase();
  if (protocol === 'grpc') {
    const grpc = onDemand<typeof Grpc>('@opentelemetry/otlp-grpc-exporter-base');
    const options = grpc.convertLegacyOtlpGrpcOptions(config, variable);
    const component = `otlp_grpc_${signal}_exporter`;
    const [service, path] = GRPC_SERVICES[signal];
    return grpc.createOtlpGrpcExportDelegate(options, serializer, component, helper, undefined, service, path);
  }
  const http = onDemand<typeof Http>('@opentelemetry/otlp-exporter-base/node-http');
  const contentType = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';
  const options = http.convertLegacyHttpOptions(config, variable, `v1/${signal}`, { 'Content-Type': contentType });
  return http.createOtlpHttpExportDelegate(options, serializer, `otlp_http_${signal}_exporter`, helper, undefined);
}

const transformer = () => onDemand<typeof Transformer>('@opentelemetry/otlp-transformer');
