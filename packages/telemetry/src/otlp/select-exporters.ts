import { diag } from '@opentelemetry/api';
import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { MetricReader, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ExportWatch, Signal } from './export-watch.ts';
import { type Compression, createMetricExporter, createSpanExporter, type Protocol } from './exporters.ts';
import { watched } from './watched-exporters.ts';

type MetricExporter = PushMetricExporter & {
  selectAggregationTemporality: MetricReader['selectAggregationTemporality'];
};

/** The metric exporter that `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectMetricExporter(watch: ExportWatch): MetricExporter | undefined {
  const target = targetOf('metrics');
  if (target === undefined) return undefined;
  return watched(createMetricExporter(target.protocol, target.compression, watch.rejectedPart), watch);
}

/** How spans are encoded and sent as `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectSpanExporter(watch: ExportWatch, resource: Resource) {
  const target = targetOf('traces');
  if (target === undefined) return undefined;
  const { protocol, compression } = target;
  const { encoder, exporter } = createSpanExporter(protocol, compression, resource, watch.rejectedPart);
  return { encoder, exporter: watched(exporter, watch) };
}

/** How a signal is sent; where to, the exporter reads by itself. Undefined while no endpoint is set or it is none. */
function targetOf(signal: Signal): { readonly protocol: Protocol; readonly compression: Compression } | undefined {
  const endpoint = endpointOf(signal);
  if (endpoint === undefined) return undefined;
  const protocol = protocolOf(signal);
  const url = URL.parse(protocol === 'grpc' && !endpoint.includes('://') ? `http://${endpoint}` : endpoint);
  if (url !== null) return { protocol, compression: compressionFor(signal, url) };
  diag.warn(`OTEL_EXPORTER_OTLP_ENDPOINT (${signal}): expected a URL, actual '${endpoint}'; no ${signal} are exported`);
  return undefined;
}

const PROTOCOLS: readonly string[] = ['grpc', 'http/protobuf', 'http/json'] satisfies Protocol[];

/** `OTEL_EXPORTER_OTLP_COMPRESSION`, else gzip where bytes cross a network: to this very machine it only costs. */
function compressionFor(signal: Signal, { hostname }: URL): Compression {
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (otlpVariable(signal, 'COMPRESSION') !== undefined || isLoopback) return {};
  return { compression: 'gzip' as NonNullable<Compression['compression']> };
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

function protocolOf(signal: Signal): Protocol {
  const protocol = otlpVariable(signal, 'PROTOCOL')?.trim() ?? 'http/protobuf';
  if (PROTOCOLS.includes(protocol)) return protocol as Protocol;
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
