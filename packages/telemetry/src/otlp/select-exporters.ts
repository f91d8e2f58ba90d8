import { diag } from '@opentelemetry/api';
import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import { OTLPMetricExporter as GrpcMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { MetricReader, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Signal } from './export-watch.ts';

type MetricExporter = PushMetricExporter & {
  selectAggregationTemporality: MetricReader['selectAggregationTemporality'];
};

/** The metric exporter that `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectMetricExporter(): MetricExporter | undefined {
  if (!isWanted('metrics')) return undefined;
  return selectByProtocol<MetricExporter>('metrics', {
    grpc: () => new GrpcMetricExporter(),
    'http/json': () => new JsonMetricExporter(),
    'http/protobuf': () => new ProtoMetricExporter(),
  });
}

/** The span exporter that `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectSpanExporter(): SpanExporter | undefined {
  if (!isWanted('traces')) return undefined;
  return selectByProtocol<SpanExporter>('traces', {
    grpc: () => new GrpcTraceExporter(),
    'http/json': () => new JsonTraceExporter(),
    'http/protobuf': () => new ProtoTraceExporter(),
  });
}

function isWanted(signal: Signal): boolean {
  const variable = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const names = getStringListFromEnv(variable) ?? ['otlp'];
  for (const name of names.filter((name) => name !== 'otlp' && name !== 'none')) {
    diag.warn(`${variable}: expected otlp or none, actual ${name}`);
  }
  const endpoint = otlpVariable(signal, 'ENDPOINT');
  return endpoint !== undefined && names.includes('otlp') && !names.includes('none');
}

type Protocol = 'grpc' | 'http/json' | 'http/protobuf';

function selectByProtocol<E>(signal: Signal, create: Readonly<Record<Protocol, () => E>>): E {
  const protocol = otlpVariable(signal, 'PROTOCOL')?.trim() ?? 'http/protobuf';
  if (protocol in create) return create[protocol as Protocol]();
  diag.warn(
    `OTEL_EXPORTER_OTLP_PROTOCOL (${signal}): expected grpc, http/protobuf or http/json, actual ${protocol}; using http/protobuf`,
  );
  return create['http/protobuf']();
}

function otlpVariable(signal: Signal, what: string): string | undefined {
  return (
    getStringFromEnv(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`) ??
    getStringFromEnv(`OTEL_EXPORTER_OTLP_${what}`)
  );
}
