import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { NodeSDK } from '@opentelemetry/sdk-node';

/** OpenTelemetry's SDK with scrapes and OTLP traces, set up by `OTEL_…`; no instrumentation. */
export function startPlainSdk(): void {
  new NodeSDK({ metricReaders: [new PrometheusExporter({ preventServerStart: true })] }).start();
}
