import { trace } from '@opentelemetry/api';
import { SCHEMA_URL } from '@qt/catalogue';

/** Of this package's spans and metrics. */
export const SCOPE = {
  name: '@qt/telemetry',
  version: '0.1.0',
  schemaUrl: SCHEMA_URL,
} as const;

/** Not kept: a restart in the same process replaces it. */
export function tracer() {
  return trace.getTracerProvider().getTracer(SCOPE.name, SCOPE.version, { schemaUrl: SCOPE.schemaUrl });
}
