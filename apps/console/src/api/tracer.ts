import { trace } from '@opentelemetry/api';

/** Makes the spans of this page. Until `startTelemetry`, and where that has failed, they are of no use and do no harm. */
export const tracer = trace.getTracer('@qt/console');
