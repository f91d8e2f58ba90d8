import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  type AggregationTemporalitySelector,
  type MetricData,
  type MetricProducer,
  type MetricReader,
} from '@opentelemetry/sdk-metrics';
import type { Log } from '@qt/catalogue';
import { familyNameOf } from '@qt/metrics';
import { numberFromEnv } from './environment.ts';

/** The SDK's own Prometheus server (localhost:9464), if `OTEL_METRICS_EXPORTER` lists `prometheus`. */
export function standardPort(
  producerFor: (temporality: AggregationTemporalitySelector) => MetricProducer,
  log: Pick<Log, 'warn'>,
): MetricReader[] {
  if (!getStringListFromEnv('OTEL_METRICS_EXPORTER')?.includes('prometheus')) return [];
  const host = getStringFromEnv('OTEL_EXPORTER_PROMETHEUS_HOST') ?? PrometheusExporter.DEFAULT_OPTIONS.host;
  const port = numberFromEnv('OTEL_EXPORTER_PROMETHEUS_PORT', 1, 65_535) ?? PrometheusExporter.DEFAULT_OPTIONS.port;
  const listening = (error: unknown) => {
    if (error) log.warn('The Prometheus exporter cannot listen; /metrics of the service works', { host, port, error });
  };
  const metricProducers = [withUnits(producerFor(() => AggregationTemporality.CUMULATIVE))];
  return [new PrometheusExporter({ host, port, withoutScopeInfo: true, metricProducers }, listening)];
}

/** The SDK's exporter leaves out the unit that other paths add to a name: `http_server_request_duration_seconds`. */
function withUnits(producer: MetricProducer): MetricProducer {
  const named = (metric: MetricData) => ({
    ...metric,
    descriptor: { ...metric.descriptor, name: familyNameOf(metric), unit: '' },
  });
  return {
    async collect(options) {
      const { resourceMetrics, errors } = await producer.collect(options);
      const scopeMetrics = resourceMetrics.scopeMetrics.map((one) => ({ ...one, metrics: one.metrics.map(named) }));
      return { resourceMetrics: { ...resourceMetrics, scopeMetrics }, errors };
    },
  };
}
