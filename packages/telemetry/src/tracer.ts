import { trace } from '@opentelemetry/api';

/** The tracer of all spans that this package opens. Asked for anew each time: a restart in one process replaces it. */
export function tracer() {
  return trace.getTracer('@qt/telemetry');
}
