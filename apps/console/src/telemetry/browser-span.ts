import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { BrowserSpan } from '@qt/contracts';

/** A span as the API takes it. @param clockOffsetMs by which this computer's clock is ahead of the API's */
export function browserSpanOf(span: ReadableSpan, clockOffsetMs: number): BrowserSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    name: span.name as BrowserSpan['name'],
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: span.parentSpanContext?.spanId ?? null,
    started_at: Math.max(0, hrTimeToMilliseconds(span.startTime) - clockOffsetMs),
    duration_ms: hrTimeToMilliseconds(span.duration),
    attributes: span.attributes as BrowserSpan['attributes'],
  };
}
