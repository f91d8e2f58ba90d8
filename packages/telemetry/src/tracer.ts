import { trace } from '@opentelemetry/api';

/** Of this package's spans: the version of OpenTelemetry's semantic conventions that they follow. */
const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.37.0';

/** The tracer of all spans that this package opens. Asked for anew each time: a restart in one process replaces it. */
export function tracer() {
  return trace.getTracerProvider().getTracer('@qt/telemetry', '0.1.0', { schemaUrl: SCHEMA_URL });
}
