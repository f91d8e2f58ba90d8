import { diag } from '@opentelemetry/api';
import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import type { MetricReader, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { onDemand } from '../on-demand.ts';
import type { Signal } from './export-watch.ts';

type MetricExporter = PushMetricExporter & {
  selectAggregationTemporality: MetricReader['selectAggregationTemporality'];
};

/** The metric exporter that `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectMetricExporter(): MetricExporter | undefined {
  if (!isWanted('metrics')) return undefined;
  const { OTLPMetricExporter } = onDemand<{ OTLPMetricExporter: new () => MetricExporter }>(
    `@opentelemetry/exporter-metrics-otlp-${PACKAGES[protocolOf('metrics')]}`,
  );
  return new OTLPMetricExporter();
}

/** The span exporter that `OTEL_…` asks for; undefined while no endpoint is set. */
export function selectSpanExporter(): SpanExporter | undefined {
  if (!isWanted('traces')) return undefined;
  const { OTLPTraceExporter } = onDemand<{ OTLPTraceExporter: new () => SpanExporter }>(
    `@opentelemetry/exporter-trace-otlp-${PACKAGES[protocolOf('traces')]}`,
  );
  return new OTLPTraceExporter();
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

/** How the exporter's package is called that speaks a protocol. */
const PACKAGES = { grpc: 'grpc', 'http/json': 'http', 'http/protobuf': 'proto' } as const;

function protocolOf(signal: Signal): keyof typeof PACKAGES {
  const protocol = otlpVariable(signal, 'PROTOCOL')?.trim() ?? 'http/protobuf';
  if (protocol in PACKAGES) return protocol as keyof typeof PACKAGES;
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
