import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Takes spans as they end and gives them as the content of one export. */
export interface SpanEncoder<B> {
  add(span: ReadableSpan): void;
  /** All spans added since the last one. */
  take(): B;
}

/** Spans of one request of OTLP, in protobuf. */
export interface EncodedSpans {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** For formats in which a request cannot be put together from parts: keeps the spans until they are asked for. */
export function keepSpans(): SpanEncoder<ReadableSpan[]> {
  let spans: ReadableSpan[] = [];
  return {
    add: (span) => void spans.push(span),
    take() {
      const taken = spans;
      spans = [];
      return taken;
    },
  };
}
