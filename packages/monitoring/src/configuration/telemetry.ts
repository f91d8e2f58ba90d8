import { EVERY_SERVICE, type Variable, type VariableGroup } from './variable.ts';

const every = (name: string, fallback: string | null, meaning: string, unit?: string): Variable => ({
  name,
  readBy: EVERY_SERVICE,
  default: fallback,
  meaning,
  ...(unit === undefined ? {} : { unit }),
});

/** What every service's telemetry reads beside its schema. Whatever else OpenTelemetry's SDK knows works as well. */
export const TELEMETRY_VARIABLES: VariableGroup = {
  title: 'Telemetry',
  variables: [
    {
      ...every(
        'STAGING_MODE',
        null,
        '`1`: debug labels, and `deployment.environment.name` is `staging`, else `production`.',
      ),
      readBy: [...EVERY_SERVICE, 'collector'],
    },
    every(
      'POD_NAME',
      null,
      'The `service.instance.id`, in Kubernetes also `HOSTNAME`; else one is made and kept in `QT_DATA_DIR`.',
    ),
    every('OTEL_EXPORTER_OTLP_ENDPOINT', null, 'Switches OTLP on, for metrics and traces: `http://127.0.0.1:4318`.'),
    every('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', null, 'For metrics alone, the whole path.'),
    every('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', null, 'For traces alone, the whole path.'),
    every('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', '`http/protobuf`, `http/json` or `grpc`.'),
    every('OTEL_EXPORTER_OTLP_HEADERS', null, 'Sent with each export, such as `authorization=…`. Never logged.'),
    every('OTEL_EXPORTER_OTLP_TIMEOUT', '10000', 'Of one request to the collector.', 'ms'),
    every('OTEL_EXPORTER_OTLP_COMPRESSION', null, '`gzip` or `none`; unset: gzip, but not to this very machine.'),
    every('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'cumulative', 'Prometheus needs `cumulative`.'),
    every(
      'OTEL_METRICS_EXPORTER',
      'otlp',
      '`none`: no metrics by OTLP; `prometheus`: also served on the port below. `/metrics` of the service stays.',
    ),
    every('OTEL_EXPORTER_PROMETHEUS_HOST', 'localhost', 'Where `prometheus` of `OTEL_METRICS_EXPORTER` listens.'),
    every('OTEL_EXPORTER_PROMETHEUS_PORT', '9464', 'Its port.'),
    every('OTEL_TRACES_EXPORTER', 'otlp', '`none`: no traces by OTLP.'),
    every('OTEL_METRIC_EXPORT_INTERVAL', '15000', 'Between two pushes.', 'ms'),
    every('OTEL_METRIC_EXPORT_TIMEOUT', '30000', 'Of a push; never more than the interval.', 'ms'),
    every('OTEL_BSP_SCHEDULE_DELAY', '5000', 'Longest that a span waits for its batch.', 'ms'),
    every('OTEL_BSP_EXPORT_TIMEOUT', '30000', 'Of a batch of spans.', 'ms'),
    every('OTEL_BSP_MAX_QUEUE_SIZE', '2048', 'Spans beyond it are dropped, and counted.', 'spans'),
    every('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '512', 'Of one export.', 'spans'),
    every('OTEL_TRACES_SAMPLER', 'parentbased_always_on', 'Which traces are kept, as the specification names them.'),
    every('OTEL_TRACES_SAMPLER_ARG', null, 'Its share, such as `0.1`.'),
    every('OTEL_PROPAGATORS', 'tracecontext,baggage', 'Of `tracecontext`, `baggage`, `b3`, `b3multi`; or `none`.'),
    every('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', '128', 'Attributes of a span.', 'attributes'),
    every('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', null, 'Of a text attribute of a span.', 'characters'),
    every('OTEL_SPAN_EVENT_COUNT_LIMIT', '128', 'Events of a span.', 'events'),
    every('OTEL_SPAN_LINK_COUNT_LIMIT', '128', 'Links of a span.', 'links'),
    every('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', '128', "Attributes of a span's event.", 'attributes'),
    every('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', '128', "Attributes of a span's link.", 'attributes'),
    every('OTEL_ATTRIBUTE_COUNT_LIMIT', '128', 'Unless the span limit is set.', 'attributes'),
    every('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', null, 'Unless the span limit is set.', 'characters'),
    every('OTEL_SERVICE_NAME', null, 'In place of `qt-<service>`. The rules look for those names.'),
    every('OTEL_RESOURCE_ATTRIBUTES', null, 'More attributes of the resource: `service.namespace=qt,cloud.region=…`.'),
    every('OTEL_SDK_DISABLED', 'false', '`true`: no metrics, no spans; the log and its request ids stay.'),
    every('OTEL_LOG_LEVEL', null, "Shows the SDK's own messages from this level on."),
  ],
};
