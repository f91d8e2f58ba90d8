import { diag } from '@opentelemetry/api';
import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import type { OTLPExporterNodeConfigBase } from '@opentelemetry/otlp-exporter-base/node-http';
import type { MetricReader, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { onDemand } from '../on-demand.ts';
import type { Signal } from './export-watch.ts';
import { METRIC_EXPORTERS } from './metric-exporters.ts';

type MetricExporter = PushMetricExporter & {
  selectAggregationTemporality: MetricReader['selectAggregationTemporality'];
};

/** The metric exporter that `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectMetricExporter(): MetricExporter | undefined {
  const endpoint = endpointOf('metrics');
  if (endpoint === undefined) return undefined;
  return METRIC_EXPORTERS[protocolOf('metrics')](compressionFor('metrics', endpoint));
}

/** The span exporter that `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectSpanExporter(): SpanExporter | undefined {
  const endpoint = endpointOf('traces');
  if (endpoint === undefined) return undefined;
  const { OTLPTraceExporter } = onDemand<{ OTLPTraceExporter: new (config: Compression) => SpanExporter }>(
    `@opentelemetry/exporter-trace-otlp-${TRACE_PACKAGES[protocolOf('traces')]}`,
  );
  return new OTLPTraceExporter(compressionFor('traces', endpoint));
}

/** How the package of the standard span exporter is called that speaks a protocol. */
const TRACE_PACKAGES = { grpc: 'grpc', 'http/json': 'http', 'http/protobuf': 'proto' } as const;

type Compression = Pick<OTLPExporterNodeConfigBase, 'compression'>;

/** `OTEL_EXPORTER_OTLP_COMPRESSION`, else gzip where bytes cross a network: to this very machine it only costs. */
function compressionFor(signal: Signal, endpoint: string): Compression {
  if (otlpVariable(signal, 'COMPRESSION') !== undefined || isLoopback(endpoint)) return {};
  return { compression: 'gzip' as NonNullable<Compression['compression']> };
}

function isLoopback(endpoint: string): boolean {
  const host = URL.parse(endpoint.includes('://') ? endpoint : `http://${endpoint}`)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

/** Undefined while no endpoint is set, or the signal is switched off. */
function endpointOf(signal: Signal): string | undefined {
  const variable = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const names = getStringListFromEnv(variable) ?? ['otlp'];
  for (const name of names.filter((name) => name !== 'otlp' && name !== 'none')) {
    diag.warn(`${variable}: expected otlp or none, actual ${name}`);
  }
  return names.includes('otlp') && !names.includes('none') ? otlpVariable(signal, 'ENDPOINT') : undefined;
}

function protocolOf(signal: Signal): keyof typeof METRIC_EXPORTERS {
  const protocol = otlpVariable(signal, 'PROTOCOL')?.trim() ?? 'http/protobuf';
  if (protocol in METRIC_EXPORTERS) return protocol as keyof typeof METRIC_EXPORTERS;
  diag.warn(
    `OTEL_EXPORTER_OTLP_PROTOCOL (${signal}): expected grpc, http/protobuf or http/json, actual ${protocol}; using http/protobuf`,
  );
  return 'http/protobuf';
}

function otlpVariable(signal: Signal, what: string): string | undefined {
  return (
    getStringFromEnv(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`) ??
    getStringFromEnv(`OTEL_EXPORTER_OTLP_${what}`)
  );
}
