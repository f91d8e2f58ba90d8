import { warnOf } from './environment.ts';

const SIGNAL = '(TRACES|METRICS|LOGS)';

/** docs/opentelemetry.md has them one by one. */
const HONOURED = new RegExp(
  `^OTEL_(${[
    'SDK_DISABLED|LOG_LEVEL|CONFIG_FILE|SERVICE_NAME|RESOURCE_ATTRIBUTES|PROPAGATORS|TRACES_SAMPLER(_ARG)?',
    'NODE_RESOURCE_DETECTORS|NODE_EXPERIMENTAL_SDK_METRICS|METRICS_EXEMPLAR_FILTER|METRIC_EXPORT_(INTERVAL|TIMEOUT)',
    `${SIGNAL}_EXPORTER|EXPORTER_PROMETHEUS_(HOST|PORT)`,
    '(BSP|BLRP)_(SCHEDULE_DELAY|EXPORT_TIMEOUT|MAX_QUEUE_SIZE|MAX_EXPORT_BATCH_SIZE)',
    `EXPORTER_OTLP_(${SIGNAL}_)?(ENDPOINT|HEADERS|TIMEOUT|PROTOCOL|COMPRESSION|INSECURE)`,
    `EXPORTER_OTLP_(${SIGNAL}_)?(CERTIFICATE|CLIENT_CERTIFICATE|CLIENT_KEY)`,
    'EXPORTER_OTLP_METRICS_(TEMPORALITY_PREFERENCE|DEFAULT_HISTOGRAM_AGGREGATION)',
    '((SPAN|LOGRECORD)_)?ATTRIBUTE_(COUNT|VALUE_LENGTH)_LIMIT|SPAN_(EVENT|LINK)_COUNT_LIMIT',
    '(EVENT|LINK)_ATTRIBUTE_COUNT_LIMIT',
  ].join('|')})$`,
);

/** Warns of each `OTEL_…` that is set and has no effect. */
export function warnOfUnknown(): void {
  for (const variable of Object.keys(process.env)) {
    if (!variable.startsWith('OTEL_') || HONOURED.test(variable)) continue;
    warnOf(variable, 'a variable that docs/opentelemetry.md lists', 'another', 'ignoring it');
  }
}
