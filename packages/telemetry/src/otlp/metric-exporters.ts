import type * as HttpMetrics from '@opentelemetry/exporter-metrics-otlp-http';
import type * as Http from '@opentelemetry/otlp-exporter-base/node-http';
import type * as Grpc from '@opentelemetry/otlp-grpc-exporter-base';
import type * as Transformer from '@opentelemetry/otlp-transformer';
import { onDemand } from '../on-demand.ts';
import { jsonWithExemplars, protobufWithExemplars } from './metrics-serializers.ts';

const GRPC_METHOD = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

/** How the standard exporters are made, but for the serializer. */
export const METRIC_EXPORTERS = {
  'http/protobuf': (config: Http.OTLPExporterNodeConfigBase) =>
    overHttp(config, 'application/x-protobuf', protobufWithExemplars(transformer().ProtobufMetricsSerializer)),
  'http/json': (config: Http.OTLPExporterNodeConfigBase) =>
    overHttp(config, 'application/json', jsonWithExemplars(transformer().JsonMetricsSerializer)),
  grpc({ compression }: Http.OTLPExporterNodeConfigBase) {
    const { convertLegacyOtlpGrpcOptions, createOtlpGrpcExportDelegate } = onDemand<typeof Grpc>(
      '@opentelemetry/otlp-grpc-exporter-base',
    );
    const { ProtobufMetricsSerializer, MetricsExporterMetricsHelper } = transformer();
    const delegate = createOtlpGrpcExportDelegate(
      convertLegacyOtlpGrpcOptions({ ...(compression === undefined ? {} : { compression }) }, 'METRICS'),
      protobufWithExemplars(ProtobufMetricsSerializer),
      'otlp_grpc_metric_exporter',
      MetricsExporterMetricsHelper,
      undefined,
      'MetricsExportService',
      GRPC_METHOD,
    );
    return new (base())(delegate, {});
  },
} as const;

function overHttp(
  config: Http.OTLPExporterNodeConfigBase,
  contentType: string,
  serializer: ReturnType<typeof jsonWithExemplars>,
) {
  const { convertLegacyHttpOptions, createOtlpHttpExportDelegate } = onDemand<typeof Http>(
    '@opentelemetry/otlp-exporter-base/node-http',
  );
  const options = convertLegacyHttpOptions(config, 'METRICS', 'v1/metrics', { 'Content-Type': contentType });
  const { MetricsExporterMetricsHelper } = transformer();
  const component = 'otlp_http_metric_exporter';
  const delegate = createOtlpHttpExportDelegate(
    options,
    serializer,
    component,
    MetricsExporterMetricsHelper,
    undefined,
  );
  return new (base())(delegate, {});
}

const transformer = () => onDemand<typeof Transformer>('@opentelemetry/otlp-transformer');
const base = () => onDemand<typeof HttpMetrics>('@opentelemetry/exporter-metrics-otlp-http').OTLPMetricExporterBase;
