import { trace } from '@opentelemetry/api';

/** Of this package's spans and metrics; the schema is the version of the semantic conventions that they follow. */
export const SCOPE = {
  name: '@qt/telemetry',
  version: '0.1.0',
  schemaUrl: 'https://opentelemetry.io/schemas/1.45.0',
} as const;

/** Not kept: a restart in the same process replaces it. */
export function tracer() {
  return trace.getTracerProvider().getTracer(SCOPE.name, SCOPE.version, { schemaUrl: SCOPE.schemaUrl });
}
