import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import type * as Http from '@opentelemetry/otlp-exporter-base/node-http';
import type { Signal } from './export-watch.ts';
import type { Target } from './targets.ts';

const GRPC_SERVICES = {
  metrics: ['MetricsExportService', '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'],
  traces: ['TraceExportService', '/opentelemetry.proto.collector.trace.v1.TraceService/Export'],
} as const;

/**
 * What sends requests of one signal that are encoded already, by the SDK's own means: the address, headers, TLS and
 * limits of `OTEL_EXPORTER_OTLP_…`, within `OTEL_EXPORTER_OTLP_TIMEOUT` (10 s) at most; over HTTP it tries five times
 * more where the collector is busy, over gRPC it does not. `answered` is given what the collector says, if anything, to
 * a request that it takes, before the export succeeds.
 *
 * @throws Error by gRPC, for an address that is none; by HTTP such a one is warned of and not used
 */
export async function createDelegate(
  signal: Signal,
  { protocol, compression }: Target,
  answered: (answer: Uint8Array) => void,
): Promise<IOtlpExportDelegate<Uint8Array>> {
  const serializer = {
    serializeRequest: (bytes: Uint8Array) => bytes,
    deserializeResponse: (answer: Uint8Array) => (answer.length > 0 ? answered(answer) : undefined),
  };
  const config = (compression === undefined ? {} : { compression }) as Http.OTLPExporterNodeConfigBase;
  const uncounted = { name: signal === 'traces' ? 'span' : 'metric_data_point', countItems: () => 0 } as const;
  const variable = signal.toUpperCase();
  if (protocol === 'grpc') {
    const grpc = await import('@opentelemetry/otlp-grpc-exporter-base');
    const options = grpc.convertLegacyOtlpGrpcOptions(config, variable);
    const component = `otlp_grpc_${signal}_exporter`;
    const [service, path] = GRPC_SERVICES[signal];
    return grpc.createOtlpGrpcExportDelegate(options, serializer, component, uncounted, undefined, service, path);
  }
  const http = await import('@opentelemetry/otlp-exporter-base/node-http');
  const contentType = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';
  const options = http.convertLegacyHttpOptions(config, variable, `v1/${signal}`, { 'Content-Type': contentType });
  return http.createOtlpHttpExportDelegate(options, serializer, `otlp_http_${signal}_exporter`, uncounted, undefined);
}
