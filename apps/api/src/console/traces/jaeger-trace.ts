import type { TraceSpan } from '@qt/contracts';
import { z } from 'zod';

const tag = z.object({ key: z.string(), value: z.unknown() });

/** Of Jaeger's HTTP API: `GET /api/traces?traceID=`. Times in µs. */
const jaegerTraces = z.object({
  /** Null, as an empty list: it has none. */
  data: z
    .array(
      z.object({
        spans: z.array(
          z.object({
            spanID: z.string(),
            operationName: z.string(),
            processID: z.string(),
            references: z.array(z.object({ refType: z.string(), spanID: z.string() })).default([]),
            startTime: z.number(),
            duration: z.number(),
            tags: z.array(tag).default([]),
          }),
        ),
        processes: z.record(z.string(), z.object({ serviceName: z.string() })),
      }),
    )
    .nullable(),
});

const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'] as const;

/** The spans of the one trace that was asked for. @throws ZodError if it is not as Jaeger documents it. */
export function spansOfJaeger(body: unknown): TraceSpan[] {
  const [trace] = jaegerTraces.parse(body).data ?? [];
  if (trace === undefined) return [];
  return trace.spans.map(({ spanID, operationName, processID, references, startTime, duration, tags }) => {
    const tagged = (name: string) => tags.find(({ key }) => key === name)?.value;
    const failed = tagged('error') === true || tagged('error') === 'true';
    const error = tagged('otel.status_description') ?? tagged('error.type') ?? 'failed';
    return {
      service: trace.processes[processID]?.serviceName ?? processID,
      name: operationName,
      kind: KINDS.find((kind) => kind === tagged('span.kind')) ?? 'internal',
      span_id: spanID,
      parent_span_id: references.find(({ refType }) => refType === 'CHILD_OF')?.spanID ?? null,
      started_at_ms: startTime / 1000,
      duration_ms: duration / 1000,
      error: failed ? String(error) : null,
    };
  });
}
