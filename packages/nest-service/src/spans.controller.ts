import { Controller, Inject } from '@nestjs/common';
import { type InputOf, operationalRoutes, type TraceSpan } from '@qt/contracts';
import { type KeptSpan, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { Endpoint, Input } from './endpoint.ts';

/** What every service keeps of its latest traces, for the console's waterfall. */
@Controller()
export class SpansController {
  constructor(@Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'spans'>) {}

  @Endpoint(operationalRoutes.spans)
  spans(@Input() { query }: InputOf<typeof operationalRoutes.spans>) {
    return { items: this.telemetry.spans.of(query.trace_id).map(traceSpanOf) };
  }
}

/** A span on the wire. */
export function traceSpanOf({ spanId, parentSpanId, startedAt, durationMs, ...span }: KeptSpan): TraceSpan {
  return { ...span, span_id: spanId, parent_span_id: parentSpanId, started_at_ms: startedAt, duration_ms: durationMs };
}
